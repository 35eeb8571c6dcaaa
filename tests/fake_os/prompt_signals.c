/* prompt_signals.c: what signals do to a question is as on the real system. */
#include "lib/memcall/host/prompt_signals_posix.c"
