/* session.h: what the channels share. */
#ifndef TOOLS_SECMEM_ATTACK_SESSION_H
#define TOOLS_SECMEM_ATTACK_SESSION_H

#include <stdint.h>

#include "tools/secmem/attack/attack.h"
#include "tools/secmem/attack/search.h"

enum { ATTACK_CHUNK = 1 << 16 };

struct attack_session {
  memguard_context *context;
  const unsigned char *secret, *given; /* given: what victims get, the secret or a decoy */
  size_t length;
  const char *executable;
  const volatile sig_atomic_t *cancelled;
  attack_search *search;
  unsigned char *chunk; /* ATTACK_CHUNK bytes of other processes' memory, in the secure heap */
  char folder[128];     /* our own, for core files; "" when there is none */
  bool core_tried;      /* a decoy has shown what becomes of core files here, */
  char core_trouble[sizeof((attack_cell *)0)->detail]; /* and why they cannot be searched, or "" */
};

bool attack_is_cancelled(const attack_session *session);

/* --- judging.c: what a cell says ------------------------------------------------------------- */

#if defined(__GNUC__)
#define ATTACK_PRINTF(text, values) __attribute__((format(printf, text, values)))
#else
#define ATTACK_PRINTF(text, values)
#endif

void attack_judge(attack_cell *cell, attack_result result, const char *format, ...)
    ATTACK_PRINTF(3, 4);

/* What a search came to. */
typedef struct attack_harvest {
  uint64_t read, refused; /* bytes */
  int error;              /* errno of the last refusal */
} attack_harvest;

/* Leaked when something was found; untested when nothing could be read at all; else closed. */
void attack_judge_harvest(const attack_session *session, attack_cell *cell,
                          const attack_harvest *harvest);

/* --- folder.c -------------------------------------------------------------------------------- */

/* Makes a folder that only this user can enter, in memory where there is such a place. */
bool attack_folder_make(attack_session *session);
void attack_folder_remove(attack_session *session);

/* --- channels -------------------------------------------------------------------------------- */

typedef void (*attack_channel_fn)(attack_session *session, attack_cell *cell);

void attack_by_core_dump(attack_session *session, attack_cell *cell);
void attack_by_registers(attack_session *session, attack_cell *cell);
void attack_by_proc_mem(attack_session *session, attack_cell *cell);
void attack_by_process_vm_readv(attack_session *session, attack_cell *cell);
void attack_by_ptrace(attack_session *session, attack_cell *cell);
void attack_by_fork_child(attack_session *session, attack_cell *cell);
void attack_by_vfork_child(attack_session *session, attack_cell *cell);
void attack_by_overflow(attack_session *session, attack_cell *cell);
void attack_by_underflow(attack_session *session, attack_cell *cell);
void attack_by_read_after_free(attack_session *session, attack_cell *cell);

/* Marks what also stands in a process that never saw the secret. False: no victim could be started,
   and cell says why. */
bool attack_learn_chance(attack_session *session, attack_cell *cell);

/* What may stand behind "not permitted", as an addition to a sentence; "" when nothing is known.
   Static storage. */
const char *attack_access_hint(void);

/* Whether the class promises that the channel is closed, given what the secret's safeguards are. */
bool attack_promises(attack_storage storage, attack_channel channel,
                     const memguard_safeguards *has);

#endif
