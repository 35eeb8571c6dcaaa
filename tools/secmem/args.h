/* args.h: the command line, understood or refused. */
#ifndef TOOLS_SECMEM_ARGS_H
#define TOOLS_SECMEM_ARGS_H

#include <stdbool.h>
#include <stddef.h>

#include "memcall/attributes.h"

MEMCALL_BEGIN

typedef enum secmem_command {
  SECMEM_HELP,
  SECMEM_VERSION,
  SECMEM_DOCTOR,
  SECMEM_ATTACK,
  SECMEM_BENCH,
  SECMEM_VICTIM
} secmem_command;

typedef struct secmem_args {
  secmem_command command;
  const char *secret_file; /* NULL: a random secret; "-": standard input */
  bool json, html, peers, quiet, no_color;
} secmem_args;

/* True when it is a command line of ours. Else `error` is one sentence that names the word that is
   not. */
bool secmem_args_parse(int argc, char **argv, secmem_args *out, char *error, size_t capacity);

MEMCALL_END

#endif
