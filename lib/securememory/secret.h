/* secret.h: a secret, and how one gets inside it.

   Who is inside stands in a list of visits, so that a thread can be told from the others: it may
   nest, and must not wait for itself. The list, the flags and what is held are guarded by the
   secret's lock, whose holder opens or closes at most; nobody waits for a callback with it.

   A secret's memory ends with the last reference: the owner's, one for each visit, for each reader
   and for each thread that waits in close. In a forked child the lock may be held by a thread that
   is not there, so the process is asked first; what is of the parent is not locked there, and its
   memory may stay until the child ends. */
#ifndef SECUREMEMORY_LIB_SECRET_H
#define SECUREMEMORY_LIB_SECRET_H

#include "lib/memcall/host/host.h"
#include "lib/memcall/report.h"
#include "lib/memguard/context/context.h"
#include "lib/memguard/context/lock.h"
#include "lib/memguard/scrub/attributes.h"
#include "lib/securememory/factory.h"
#include "securememory/secret.h"

typedef struct securememory_visit {
  struct securememory_visit *previous, *next;
  uint64_t thread;
  bool is_loan;
} securememory_visit;

typedef struct securememory_waiter { /* a thread in close, on its stack */
  struct securememory_waiter *next;
  memcall_host_event *wiped;
} securememory_waiter;

struct securememory_secret {
  securememory_factory *factory;
  securememory_held held;
  uint32_t generation; /* of the process that made it */
  _Atomic uint32_t references;
  _Atomic bool closing; /* nobody else gets in; set by close and destroy, for good */
  memguard_lock lock;
  securememory_visit *inside;
  securememory_waiter *waiters;
  bool wiped;   /* nobody is inside, and nothing is held */
  bool counted; /* in factory->live */
  securememory_site site;
};

/* OK, INVALID (NULL), FORKED, CLOSED, EXPIRED; reported when function is not NULL. */
MEMCALL_CHECKED securememory_status securememory_examine(const securememory_secret *secret,
                                                         const char *function);

/* What entering would answer, without opening: a thread that is inside may enter again, whoever closes
   the secret. */
MEMCALL_CHECKED securememory_status securememory_examine_entry(const securememory_secret *secret,
                                                               const char *function);

/* --- Inside (access.c) ----------------------------------------------------------------------- */

/* Gets in, and opens the secret when nobody is. Statuses of examine, and those of the kind's open.
   Reports. visit is in use until leave. */
MEMCALL_CHECKED securememory_status securememory_enter(securememory_secret *secret,
                                                       securememory_visit *visit,
                                                       const char *function);

/* Gets out; the last one closes the secret, and ends it when that was asked for meanwhile. EXPIRED,
   FORKED: what was seen inside is void (reported). */
MEMCALL_CHECKED securememory_status securememory_leave(securememory_secret *secret,
                                                       securememory_visit *visit,
                                                       const char *function);

/* Around a visit: this thread may read what a protection key closes (rights.c). */
void securememory_rights_open(const securememory_secret *secret);
void securememory_rights_close(const securememory_secret *secret);

/* This thread's visit, or NULL. loan: only a loan. The lock is held. */
securememory_visit *securememory_visit_here(const securememory_secret *secret, bool loan);

/* Enters, calls back, leaves. *returned: what the callback answered, when it ran. Out of line: the
   caller scrubs below. */
MEMCALL_CHECKED MEMGUARD_APART securememory_status securememory_access(securememory_secret *secret,
                                                                       memguard_bytes_fn callback,
                                                                       void *user, int *returned,
                                                                       const char *function);

/* --- Making and ending (make.c, close.c) ------------------------------------------------------ */

/* bytes NULL: random. site: a code address in the constructor's caller. Counts and logs what fails.
   Out of line: the caller scrubs below. */
MEMCALL_CHECKED MEMGUARD_APART securememory_status
securememory_make(securememory_factory *factory, const void *bytes, size_t length, const void *site,
                  const char *function, securememory_secret **out);

/* The checks that all constructors have in common; *out becomes NULL. */
MEMCALL_CHECKED securememory_status securememory_check_new(securememory_factory *factory,
                                                           securememory_secret **out,
                                                           const char *function);

/* Wipes a secret that nobody is inside, once, and tells those who wait. The lock is held. */
void securememory_wipe_now(securememory_secret *secret);

static inline void securememory_secret_keep(securememory_secret *secret) {
  atomic_fetch_add_explicit(&secret->references, 1, memory_order_relaxed);
}
void securememory_secret_release(securememory_secret *secret);

#endif
