/* session.c: what has to be ready before the first try, and the cell that each try fills. */
#include "tools/secmem/attack/session.h"

#include <stdio.h>
#include <stdlib.h>

#include "memguard/memguard.h"

static const attack_channel_fn kChannels[ATTACK_CHANNELS] = {
    [ATTACK_CORE_DUMP] = attack_by_core_dump,
    [ATTACK_REGISTERS] = attack_by_registers,
    [ATTACK_PROC_MEM] = attack_by_proc_mem,
    [ATTACK_PROCESS_VM_READV] = attack_by_process_vm_readv,
    [ATTACK_PTRACE] = attack_by_ptrace,
    [ATTACK_FORK_CHILD] = attack_by_fork_child,
    [ATTACK_VFORK_CHILD] = attack_by_vfork_child,
    [ATTACK_OVERFLOW] = attack_by_overflow,
    [ATTACK_UNDERFLOW] = attack_by_underflow,
    [ATTACK_READ_AFTER_FREE] = attack_by_read_after_free,
};

bool attack_is_cancelled(const attack_session *session) {
  return session->cancelled != NULL && *session->cancelled != 0;
}

attack_cell attack_try(attack_session *session, attack_storage storage, attack_channel channel) {
  attack_cell cell = {.storage = storage, .channel = channel, .result = ATTACK_UNTESTED};
  attack_search_start(session->search);
  if (attack_is_cancelled(session)) {
    attack_judge(&cell, ATTACK_UNTESTED, "interrupted");
  } else {
    kChannels[channel](session, &cell);
  }
  cell.promised = attack_promises(storage, channel, &cell.safeguards);
  return cell;
}

/* --- Opening --------------------------------------------------------------------------------- */

static bool refuse(char *why, size_t capacity, const char *text) {
  snprintf(why, capacity, "%s", text);
  return false;
}

static bool make_search(attack_session *session, char *why, size_t capacity) {
  session->chunk = memguard_malloc(session->context, ATTACK_CHUNK);
  session->search = attack_search_new(session->context, session->secret, session->length);
  if (session->chunk == NULL || session->search == NULL)
    return refuse(why, capacity, memcall_last_error()->text);
  if (attack_search_countable(session->search) != 0) return true;
  return refuse(
      why, capacity,
      "the bytes of this secret hardly vary, so memory holds equal ones by chance; use another");
}

/* A victim that is given random bytes instead: what of the secret is found there proves nothing
   later. Where processes may not even read themselves there is nothing to learn from, and nothing
   to be found later either. */
static bool learn_chance(attack_session *session, char *why, size_t capacity) {
  attack_cell cell = {.storage = ATTACK_ENCLAVE};
  unsigned char *decoy = memguard_malloc(session->context, session->length);
  if (decoy == NULL || memguard_scramble(decoy, session->length) != MEMGUARD_OK)
    return refuse(why, capacity, memcall_last_error()->text);
  session->given = decoy;
  bool started = attack_learn_chance(session, &cell);
  session->given = session->secret;
  memguard_free(session->context, decoy);
  if (!started) return refuse(why, capacity, cell.detail);
  if (attack_search_countable(session->search) != 0) return true;
  return refuse(
      why, capacity,
      "every part of this secret also stands in a process that never saw it; use another");
}

static void take_options(attack_session *session, const attack_options *options) {
  session->context = options->context;
  session->secret = session->given = options->secret;
  session->length = options->length;
  session->executable = options->executable != NULL ? options->executable : "/proc/self/exe";
  session->cancelled = options->cancelled;
}

bool attack_open(const attack_options *options, attack_session **out, char *why, size_t capacity) {
  *out = NULL;
  if (options->length < ATTACK_SHORTEST)
    return refuse(why, capacity,
                  "a secret of fewer than 8 bytes would be found by chance; use a longer one");
  attack_session *session = calloc(1, sizeof *session);
  if (session == NULL) return refuse(why, capacity, "no memory");
  take_options(session, options);
  if (make_search(session, why, capacity) && learn_chance(session, why, capacity)) {
    *out = session;
    return true;
  }
  attack_close(session);
  return false;
}

void attack_close(attack_session *session) {
  if (session == NULL) return;
  attack_folder_remove(session);
  attack_search_free(session->search);
  memguard_free(session->context, session->chunk);
  free(session);
}
