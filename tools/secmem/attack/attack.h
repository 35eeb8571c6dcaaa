/* attack.h: every way to keep a secret against every way to get at it, tried for real. One cell is
   one try: a victim process of this same program is given the secret and keeps it, and the attacker
   (the caller) goes for it.

   The table is about plaintext. Whoever reads all memory of a process at one instant also gets the
   key of its enclaves and their ciphertext; no cell says otherwise.

   Threads: one session at a time; the caller's SIGPIPE must be ignored. */
#ifndef TOOLS_SECMEM_ATTACK_ATTACK_H
#define TOOLS_SECMEM_ATTACK_ATTACK_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>

#include "memguard/context.h"

MEMCALL_BEGIN

#define ATTACK_SHORTEST 8 /* bytes of a secret; of fewer, memory holds equal ones by chance */

typedef enum attack_storage {
  ATTACK_MALLOC, /* the control: what happens without us */
  ATTACK_HEAP_SLOT,
  ATTACK_BUFFER,
  ATTACK_HIDDEN_BUFFER,
  ATTACK_ENCLAVE,
  ATTACK_STREAM,
  ATTACK_SEALED, /* the kinds of securememory's secrets, at rest */
  ATTACK_PROTECTED,
  ATTACK_GUARDED,
  ATTACK_OURS,                    /* so many with the control; behind them other libraries, */
  ATTACK_LIBSODIUM = ATTACK_OURS, /* which are opened when they are attacked */
  ATTACK_OPENSSL,
  ATTACK_LIBGCRYPT,
  ATTACK_STORAGES
} attack_storage;

typedef enum attack_channel {
  ATTACK_CORE_DUMP,
  ATTACK_REGISTERS,
  ATTACK_PROC_MEM,
  ATTACK_PROCESS_VM_READV,
  ATTACK_PTRACE,
  ATTACK_FORK_CHILD,
  ATTACK_VFORK_CHILD,
  ATTACK_OVERFLOW,
  ATTACK_UNDERFLOW,
  ATTACK_READ_AFTER_FREE,
  ATTACK_CHANNELS
} attack_channel;

/* Leaked: the whole secret, or a run of at least 8 bytes of it, came out; or the stray write went
   unnoticed. Missing: another library that could not be loaded. */
typedef enum attack_result {
  ATTACK_UNTESTED,
  ATTACK_CLOSED,
  ATTACK_LEAKED,
  ATTACK_MISSING
} attack_result;

typedef struct attack_cell {
  attack_storage storage;
  attack_channel channel;
  attack_result result;
  bool promised; /* the class promises that this is closed, with the safeguards that are in force */
  bool proved;   /* the attack showed that it works, though this cell is closed */
  memguard_safeguards safeguards; /* of this secret, as the library reports them */
  char detail[200];
} attack_cell;

typedef struct attack_options {
  memguard_context *context;   /* for the attacker's own tables, and for what it finds */
  const unsigned char *secret; /* stays the caller's, and readable until attack_close */
  size_t length;               /* at least ATTACK_SHORTEST */
  const char *executable;      /* has the subcommand of attack_victim_main; NULL: this program */
  const volatile sig_atomic_t *cancelled; /* not 0: end soon, leave nothing behind; may be NULL */
} attack_options;

typedef struct attack_session attack_session;

/* False: *why is one sentence. A secret is refused whose bytes hardly vary, or all of which stand
   in any process. */
bool attack_open(const attack_options *options, attack_session **out, char *why, size_t capacity);

/* Never fails: what could not be tried is UNTESTED, with the reason as its detail. */
attack_cell attack_try(attack_session *session, attack_storage storage, attack_channel channel);

/* Removes every file of the session. NULL: no effect. */
void attack_close(attack_session *session);

const char *attack_storage_name(attack_storage storage);
const char *attack_channel_name(attack_channel channel);
const char *attack_result_name(attack_result result);

/* Another library, of whose promises nothing is known here. */
bool attack_is_peer(attack_storage storage);

/* Whether a control cell shows that its attack works: then what the attack says of the others can
   be believed. */
bool attack_control_holds(const attack_cell *control);

MEMCALL_END

#endif
