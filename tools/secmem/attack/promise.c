/* promise.c: what each class promises. This table, and not what was measured, decides whether a
   leak is a fault. */
#include "tools/secmem/attack/session.h"

enum { NEVER = 0 };

/* A promise that needs no safeguard of the system: guards against our own mistakes, or the
   plaintext being nowhere. */
#define ALWAYS 0x80000000u

/* What must be in force for the promise to hold. A preferred safeguard that this system lacks is
   reported as missing, and then nothing is promised that rests on it.

   malloc           promises nothing: it is the control.
   heap slot        is dump-excluded and gone in a child; writes beside it are found when it is
   freed, by canaries; it is wiped when it is freed. Another process that may read this one's memory
   can read it: no promise. buffer           the same on pages of its own: one byte past its end is
   a guard page. hidden buffer    has no page access besides: process_vm_readv(2) respects that;
   /proc/<pid>/mem and ptrace(2) do not. enclave          its plaintext is nowhere, so nothing can
   read it, whatever the system does. What stray writes and stale reads can reach is the buffer that
   it opens into. */
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

bool attack_promises(attack_storage storage, attack_channel channel, memcall_safeguards in_force) {
  memcall_safeguards needed = kPromises[storage][channel];
  return needed != NEVER && (needed & ~in_force & ~ALWAYS) == 0;
}
