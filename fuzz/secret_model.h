/* secret_model.h: the secrets of secret_fuzz.c, and what each must answer. */
#ifndef FUZZ_SECRET_MODEL_H
#define FUZZ_SECRET_MODEL_H

#define FUZZ_OPS "fuzz/secret.inc"
#include "fuzz/context.h"
#include "fuzz/declare.h"
#include "securememory/securememory.h"

enum { SECRETS = 8, LOANS = 4, READERS = 4, KINDS = 3, SLOTS = SECRETS + LOANS + READERS };

/* Content outlives the handle for as long as loans and readers refer to it. */
typedef struct content {
  size_t size, seed; /* seed 0: random */
  size_t kind, loans, references;
  bool has_handle, closed, expired, forked, left_open;
} content;

typedef struct reader {
  securememory_reader *handle;
  content *of;
  size_t at;
} reader;

extern memguard_context *context;
extern size_t config, seeds, keys;
extern securememory_factory *factories[KINDS];
extern content contents[SLOTS];
extern securememory_secret *secrets[SECRETS];
extern content *of_secret[SECRETS], *of_loan[LOANS];
extern securememory_loan loans[LOANS];
extern reader readers[READERS];

/* What a secret answers; NULL: there is none. Who is inside already gets in again, also when the
   handle has ended. */
securememory_status status_of(const content *it);
securememory_status entering(const content *it);
void check(size_t at);

/* Whether these bytes are the secret's from `from` on. */
bool holds(const content *it, const void *bytes, size_t from, size_t size);

/* As fuzz_ok; where a page's access could not be taken back, the secret is given up. */
bool answered(content *it, securememory_status status, securememory_status expected, size_t wanted);

/* Ends the secret that a[0] names, and returns its place; what a constructor answered about a new one,
   which is like `like`, goes there. */
size_t release(const size_t *a);
bool adopt(size_t at, const content *like, securememory_secret *made, securememory_status status,
           securememory_status expected);
securememory_status answer_to(size_t size); /* of a constructor */
bool is_full(unsigned status);              /* eight keys at once are the most */

#endif
