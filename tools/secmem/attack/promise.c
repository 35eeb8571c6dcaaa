/* promise.c: what each class promises. This table, and not what was measured, decides whether a
   leak is a fault. */
#include "tools/secmem/attack/session.h"

enum { NEVER = 0 };

/* A promise that needs no safeguard of the system: guards against our own mistakes, or the
   plaintext being nowhere. */
#define ALWAYS 0x80000000u

/* Of whatever is freed or opened and put back: the place is looked at, and wiped. */
#define OWN_MISTAKES [ATTACK_UNDERFLOW] = ALWAYS, [ATTACK_READ_AFTER_FREE] = ALWAYS
/* Calls of ours leave nothing in registers, whatever keeps the secret. */
#define OWN_CALLS [ATTACK_REGISTERS] = ALWAYS
#define PLAIN_AT_REST \
  [ATTACK_CORE_DUMP] = MEMCALL_NO_DUMP, OWN_CALLS, [ATTACK_FORK_CHILD] = MEMCALL_FORK_HANDLED
#define SEALED_AT_REST                                                       \
  [ATTACK_CORE_DUMP] = ALWAYS,                                               \
  OWN_CALLS, [ATTACK_PROC_MEM] = ALWAYS, [ATTACK_PROCESS_VM_READV] = ALWAYS, \
  [ATTACK_PTRACE] = ALWAYS, [ATTACK_FORK_CHILD] = ALWAYS, [ATTACK_VFORK_CHILD] = ALWAYS
#define BESIDE_A_GUARD [ATTACK_OVERFLOW] = MEMCALL_GUARDED
#define BESIDE_A_CANARY [ATTACK_OVERFLOW] = ALWAYS
#define WITHOUT_ACCESS [ATTACK_PROCESS_VM_READV] = ALWAYS

/* What must be in force for the promise to hold. A preferred safeguard that this system lacks is
   reported as missing, and then nothing is promised that rests on it.

   - malloc promises nothing: it is the control.
   - A heap slot is kept out of core files, gone in a child, and wiped when it is freed; canaries
     beside it are looked at then. Another process that may read this one can read it, and so can a
     child of vfork(2), whose memory is the parent's: no promise.
   - A buffer promises the same on pages of its own; one byte past its end is a guard page.
   - A hidden buffer has no page access besides. process_vm_readv(2) respects that; ptrace(2) and
     /proc/<pid>/mem do not.
   - The plaintext of an enclave, a stream or a sealed secret is nowhere, so nothing can read it,
     whatever the system does. What stray writes and stale reads can reach is what it is opened
     into: a buffer, and for a sealed secret a heap slot.
   - A closed protected secret is a hidden buffer, a guarded one a buffer.
   - What other libraries promise is theirs to say. */
static const memcall_safeguards kPromises[ATTACK_STORAGES][ATTACK_CHANNELS] = {
    [ATTACK_HEAP_SLOT] = {PLAIN_AT_REST, BESIDE_A_CANARY, OWN_MISTAKES},
    [ATTACK_BUFFER] = {PLAIN_AT_REST, BESIDE_A_GUARD, OWN_MISTAKES},
    [ATTACK_HIDDEN_BUFFER] = {PLAIN_AT_REST, WITHOUT_ACCESS, BESIDE_A_GUARD, OWN_MISTAKES},
    [ATTACK_ENCLAVE] = {SEALED_AT_REST, BESIDE_A_GUARD, OWN_MISTAKES},
    [ATTACK_STREAM] = {SEALED_AT_REST, BESIDE_A_GUARD, OWN_MISTAKES},
    [ATTACK_SEALED] = {SEALED_AT_REST, BESIDE_A_CANARY, OWN_MISTAKES},
    [ATTACK_PROTECTED] = {PLAIN_AT_REST, WITHOUT_ACCESS, BESIDE_A_GUARD, OWN_MISTAKES},
    [ATTACK_GUARDED] = {PLAIN_AT_REST, BESIDE_A_GUARD, OWN_MISTAKES},
};

bool attack_promises(attack_storage storage, attack_channel channel,
                     const memguard_safeguards *has) {
  memcall_safeguards needed = kPromises[storage][channel];
  memcall_safeguards missing = has->requested & ~has->in_force;
  return needed != NEVER && (needed & missing) == 0;
}
