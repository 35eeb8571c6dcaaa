/* prompt_posix.h: what the two halves of asking at a POSIX terminal know of each other. */
#ifndef MEMCALL_HOST_PROMPT_POSIX_H
#define MEMCALL_HOST_PROMPT_POSIX_H

#include "lib/memcall/host/host.h"

/* --- Signals (prompt_signals_posix.c) -------------------------------------------------------- */

/* Keeps signals back until release. *wake becomes readable when one came. A fault calls
   restore_terminal, and goes on as it would have. */
memcall_answer memcall_prompt_signals_take(int *wake);
void memcall_prompt_signals_release(void);
/* Whether one came. */
bool memcall_prompt_signals_came(void);

/* --- Terminal (prompt_posix.c) --------------------------------------------------------------- */

/* Echo is as it was before. Signals: safe. */
void memcall_prompt_restore_terminal(void);

#endif
