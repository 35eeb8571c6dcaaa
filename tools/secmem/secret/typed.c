/* typed.c: a secret that somebody types: the library's own prompt, and from there a heap slot like
   that of any other source. */
#include <stdio.h>

#include "memguard/memguard.h"
#include "securememory/securememory.h"
#include "tools/secmem/secret/secret.h"

typedef struct moving {
  memguard_context *context;
  secret *to;
} moving;

static int move(const unsigned char *bytes, size_t length, void *user) {
  const moving *it = user;
  it->to->bytes = memguard_malloc(it->context, length);
  if (it->to->bytes == NULL) return 1;
  memguard_copy(it->to->bytes, bytes, length);
  it->to->length = length;
  return 0;
}

static securememory_status ask(securememory_factory *factory, moving *it) {
  securememory_secret *typed = NULL;
  securememory_status status = securememory_secret_new_prompt(
      factory, "secret (not shown; ends with the line): ", SECRET_LARGEST, &typed);
  if (status == SECUREMEMORY_OK) status = securememory_secret_with_bytes(typed, move, it);
  securememory_secret_destroy(typed);
  return status;
}

bool secret_typed(memguard_context *context, secret *out, char *why, size_t capacity) {
  securememory_factory *factory = NULL;
  moving it = {context, out};
  securememory_status status =
      securememory_factory_new(context, SECUREMEMORY_SEALED, NULL, &factory);
  if (status == SECUREMEMORY_OK) status = ask(factory, &it);
  if (status != SECUREMEMORY_OK) {
    snprintf(why, capacity, "%s", memcall_last_error()->text);
    secret_drop(context, out);
  }
  return securememory_factory_destroy(factory) == SECUREMEMORY_OK && status == SECUREMEMORY_OK;
}
