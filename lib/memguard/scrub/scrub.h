/* scrub.h: what every public call that touches plaintext or keys does last.

   Such a call is a shim: it calls a noinline function in another file, then scrubs, where nothing
   secret is live any more. A scrub in the same function as secret values would make the compiler
   spill them around it. */
#ifndef MEMGUARD_SCRUB_SCRUB_H
#define MEMGUARD_SCRUB_SCRUB_H

#include "memguard/bytes.h"

MEMCALL_BEGIN

/* Bytes of stack below the public call; BoringSSL's AEADs leave key bytes 3.6 KiB deep. */
#define MEMGUARD_SCRUB_DEPTH 8192

/* Registers, then MEMGUARD_SCRUB_DEPTH of stack. */
void memguard_scrub(void);

MEMCALL_END

#endif
