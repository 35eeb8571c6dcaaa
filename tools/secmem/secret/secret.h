/* secret.h: a secret from a file, standard input, the keyboard or the kernel's generator, straight
   into the secure heap: read(2), no stdio, no copy. */
#ifndef TOOLS_SECMEM_SECRET_SECRET_H
#define TOOLS_SECMEM_SECRET_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#include "memguard/context.h"

MEMCALL_BEGIN

enum { SECRET_LARGEST = 64 * 1024, SECRET_RANDOM = 32 };

typedef struct secret {
  unsigned char *bytes; /* in the context's heap */
  size_t length;
} secret;

/* file: a path, "-" for standard input, NULL for SECRET_RANDOM random bytes. A relative path starts
   in BUILD_WORKING_DIRECTORY when that is set (`bazel run` starts programs elsewhere), else here. A
   file of more than SECRET_LARGEST bytes is refused unread. False: nothing is held, and *why is one
   sentence. */
bool secret_get(memguard_context *context, const char *file, secret *out, char *why,
                size_t capacity);

/* Wipes and frees. */
void secret_drop(memguard_context *context, secret *held);

/* Asks for it at the process's terminal, as securememory_secret_new_prompt does: one line, without
   its end. */
bool secret_typed(memguard_context *context, secret *out, char *why, size_t capacity);

/* read(2) up to SECRET_LARGEST bytes, growing as it goes; `first` is how many are expected. */
bool secret_read(memguard_context *context, int from, size_t first, secret *out, char *why,
                 size_t capacity);

MEMCALL_END

#endif
