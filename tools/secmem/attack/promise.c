/* promise.c: what each class promises. This table, and not what was measured, decides whether a
   leak is a fault. */
#include "tools/secmem/attack/session.h"

enum { NEVER = 0 };

/* A promise that needs no safeguard of the system: guards against our own mistakes, or the
   plaintext being nowhere. */
#define ALWAYS 0x80000000u

/* What must be in force for the promise to hold. A preferred safeguard that this system lacks is
   reported as missing, and then nothing is promised that rests on it.

   - malloc promises nothing: it is the control.
   - A heap slot is kept out of core files, gone in a child, and wiped when it is freed; canaries
     beside it are looked at then. Another process that may read this one can read it: no promise.
   - A buffer promises the same on pages of its own; one byte past its end is a guard page.
   - A hidden buffer has no page access besides. process_vm_readv(2) respects that; ptrace(2) and
     /proc/<pid>/mem do not.
   - An enclave's plaintext is nowhere, so nothing can read it, whatever the system does. What stray
     writes and stale reads can reach is the buffer that it opens into. */
static const memcall_safeguards kPromises[ATTACK_STORAGES][ATTACK_CHANNELS] = {
    [ATTACK_HEAP_SLOT] =
        {
            [ATTACK_CORE_DUMP] = MEMCALL_NO_DUMP,
            [ATTACK_FORK_CHILD] = MEMCALL_FORK_HANDLED,
            [ATTACK_OVERFLOW] = ALWAYS,
            [ATTACK_UNDERFLOW] = ALWAYS,
            [ATTACK_READ_AFTER_FREE] = ALWAYS,
        },
    [ATTACK_BUFFER] =
        {
            [ATTACK_CORE_DUMP] = MEMCALL_NO_DUMP,
            [ATTACK_FORK_CHILD] = MEMCALL_FORK_HANDLED,
            [ATTACK_OVERFLOW] = MEMCALL_GUARDED,
            [ATTACK_UNDERFLOW] = ALWAYS,
            [ATTACK_READ_AFTER_FREE] = ALWAYS,
        },
    [ATTACK_HIDDEN_BUFFER] =
        {
            [ATTACK_CORE_DUMP] = MEMCALL_NO_DUMP,
            [ATTACK_PROCESS_VM_READV] = ALWAYS,
            [ATTACK_FORK_CHILD] = MEMCALL_FORK_HANDLED,
            [ATTACK_OVERFLOW] = MEMCALL_GUARDED,
            [ATTACK_UNDERFLOW] = ALWAYS,
            [ATTACK_READ_AFTER_FREE] = ALWAYS,
        },
    [ATTACK_ENCLAVE] =
        {
            [ATTACK_CORE_DUMP] = ALWAYS,
            [ATTACK_PROC_MEM] = ALWAYS,
            [ATTACK_PROCESS_VM_READV] = ALWAYS,
            [ATTACK_PTRACE] = ALWAYS,
            [ATTACK_FORK_CHILD] = ALWAYS,
            [ATTACK_OVERFLOW] = MEMCALL_GUARDED,
            [ATTACK_UNDERFLOW] = ALWAYS,
            [ATTACK_READ_AFTER_FREE] = ALWAYS,
        },
};

bool attack_promises(attack_storage storage, attack_channel channel,
                     const memguard_safeguards *has) {
  memcall_safeguards needed = kPromises[storage][channel];
  memcall_safeguards missing = has->requested & ~has->in_force;
  return needed != NEVER && (needed & missing) == 0;
}
