/* options.h: from what a caller asked to what a context does. */
#ifndef MEMGUARD_CONTEXT_OPTIONS_H
#define MEMGUARD_CONTEXT_OPTIONS_H

#include "lib/memguard/context/context.h"

/* Checks options (NULL: the defaults) and writes them into a zeroed context; the handler goes to
   *settings. INVALID, UNSUPPORTED, and what a page of required secret memory answers (reported). */
MEMCALL_CHECKED memguard_status memguard_options_apply(const memguard_options *options,
                                                       memguard_context *context,
                                                       memguard_settings *settings);

/* The tables of legal.c: the sentence that says why these options contradict each other, and the
   fact sheet name of a required operation that this system lacks. NULL: none. */
const char *memguard_options_contradiction(const memguard_options *options);
const char *memguard_options_lacking(const memguard_context *context);

#endif
