/* memguard/bytes.h: small acts on secret bytes anywhere in memory, and the traces they leave.

   Signals: all but memguard_scramble are safe; memguard_scrub_stack and memguard_call_scrubbed once
   the thread has called either of them, or another call that scrubs: the first time, the C library
   is asked where the thread's stack ends, and it may allocate or wait.
   Programs that use a shared build should be linked with -Wl,-z,now: with lazy binding, the first
   call of each function goes through the dynamic linker, which saves all vector registers on the
   stack, deeper than a scrub may reach.
   What no scrub reaches: the caller's own copies, values the caller keeps in callee-saved
   registers, the kernel's saved register areas, and the frames of signal handlers on stacks of
   their own. */
#ifndef MEMGUARD_BYTES_H
#define MEMGUARD_BYTES_H

#include <stdbool.h>

#include "memguard/status.h"

MEMCALL_BEGIN

/* memguard_wipe writes zeros that no compiler leaves out. Length 0 and then NULL are ok. */
MEMCALL_API void memguard_wipe(void *bytes, size_t length);

/* memguard_scramble fills bytes from the kernel's generator. OK, also for length 0; INVALID: NULL;
   RANDOM: then they are zero. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_scramble(void *bytes, size_t length);

/* memguard_equal compares in a time that depends on length alone; true = equal, also for length 0.
 */
MEMCALL_API bool memguard_equal(const void *a, const void *b, size_t length);

/* memguard_copy is memcpy(3) that leaves nothing in registers. The ranges do not overlap. */
MEMCALL_API void memguard_copy(void *to, const void *from, size_t length);

/* memguard_move is memguard_copy, and then wipes from. */
MEMCALL_API void memguard_move(void *to, void *from, size_t length);

/* memguard_scrub_registers zeroes every vector and mask register of this CPU that a call may
   clobber, the upper parts of the callee-saved ones included, and the caller-saved general ones. (Not
   SVE's predicate registers, which hold no bytes but one bit for each.) */
MEMCALL_API void memguard_scrub_registers(void);

/* memguard_scrub_stack zeroes the next length bytes below the caller's frame, never past the end of
 * the thread's stack. */
MEMCALL_API void memguard_scrub_stack(size_t length);

/* memguard_call_fn is what memguard_call_scrubbed calls. */
typedef void (*memguard_call_fn)(void *user);

/* memguard_call_scrubbed calls, then scrubs the registers and `stack` bytes of stack below its own
 * frame. */
MEMCALL_API void memguard_call_scrubbed(memguard_call_fn call, void *user, size_t stack);

MEMCALL_END

#endif
