/* options.h: from what a caller asked to what a context does. */
#ifndef MEMGUARD_CONTEXT_OPTIONS_H
#define MEMGUARD_CONTEXT_OPTIONS_H

#include "lib/memguard/context/context.h"

/* Checks options (NULL: the defaults) and writes them into a zeroed context; the handler goes to
   *settings. INVALID, UNSUPPORTED (both reported). */
MEMCALL_CHECKED memguard_status memguard_options_apply(const memguard_options *options,
                                                       memguard_context *context,
                                                       memguard_settings *settings);

#endif
