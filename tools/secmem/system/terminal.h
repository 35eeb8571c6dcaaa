/* terminal.h: where a stream leads, and that descriptors 0 to 2 lead somewhere. */
#ifndef TOOLS_SECMEM_SYSTEM_TERMINAL_H
#define TOOLS_SECMEM_SYSTEM_TERMINAL_H

#include <stdbool.h>
#include <stdio.h>

#include "memcall/attributes.h"

MEMCALL_BEGIN

bool system_is_terminal(FILE *file);

/* How wide that terminal is; 0: none, or it does not say. */
int system_columns(FILE *file);

/* Closed descriptors 0 to 2 are taken, or a file that is opened later would become one of them and
   meet what is meant for it. Whoever uses one is told that he cannot: EBADF. */
void system_take_standard_files(void);

MEMCALL_END

#endif
