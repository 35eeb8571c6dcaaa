/* fork.c: noticing a fork, and a fresh start for the child.

   A word on a page that a child finds zeroed tells parent from child in one load, also after a raw
   clone(2), which runs no handlers. Where pages cannot be zeroed, the process number is compared
   instead. In the child, the first thread to come by revives all contexts while others wait: locks
   that threads of the parent held are opened, content is forgotten. */
#include "lib/memcall/backend/backend.h"
#include "lib/memguard/context/at_fork.h"
#include "lib/memguard/context/process.h"

#define NOBODY UINT64_MAX /* no process has this number */

static struct {
  _Atomic uint64_t maker; /* the process that is making the page; 0: none */
  memcall_region page;
  _Atomic uint64_t process;
  _Atomic uint32_t generation;
} state;

_Atomic(_Atomic uint32_t *) memguard_fork_word;

static memguard_registry contexts;
static _Atomic(memguard_forked_fn) teller;

memguard_registry *memguard_contexts(void) { return &contexts; }

uint32_t memguard_generation(void) {
  return atomic_load_explicit(&state.generation, memory_order_relaxed);
}

/* --- Watching -------------------------------------------------------------------------------- */

static memguard_status make_word(void) {
  memcall_request request = memcall_request_of(memcall_page_size(), MEMCALL_REGULAR);
  request.fork_action = MEMCALL_FORK_WIPE;
  request.prefer = MEMCALL_FORK_HANDLED;
  memcall_status status = memcall_alloc_request(&request, &state.page);
  if (status != MEMCALL_OK) return (memguard_status)status;
  bool zeroed = (state.page.in_force & MEMCALL_FORK_HANDLED) != 0;
  _Atomic uint32_t *word = zeroed ? (_Atomic uint32_t *)(void *)state.page.data : NULL;
  if (word != NULL) atomic_store(word, MEMGUARD_FORK_WATCHED);
  atomic_store(&state.process, memcall_host_process());
  atomic_store(&memguard_fork_word, word);
  return MEMGUARD_OK;
}

/* No fork can be noticed before the word is made, so a child takes this lock from a thread that
   stayed with its parent by the process's number. */
static void begin_making(void) {
  uint64_t own = memcall_host_process(), maker = 0;
  while (!atomic_compare_exchange_weak(&state.maker, &maker, own)) {
    if (maker != own) continue;
    memcall_host_yield();
    maker = 0;
  }
}

memguard_status memguard_fork_watch(void) {
  memguard_status status = MEMGUARD_OK;
  begin_making();
  if (atomic_load(&state.process) == 0) status = make_word();
  atomic_store(&state.maker, 0);
  return status;
}

/* --- In the child ---------------------------------------------------------------------------- */

static void revive_parts(memguard_context *context) {
  memguard_part *part;
  for (int id = 0; (part = memguard_part_next(context, &id)) != NULL;)
    if (part->calls->forked != NULL) part->calls->forked(part);
}

/* A purge that was under way has no thread here: what a child goes on with is purged once more. */
static void revive_context(void *object, void *user) {
  (void)user;
  memguard_context *context = object;
  memguard_lock_open(&context->lock);
  atomic_store(&context->locked, 0);
  uint64_t purges = atomic_fetch_and(&context->purges, ~UINT64_C(0xffff));
  revive_parts(context);
  if (context->inherits && !memguard_epoch_is_calm(purges)) memguard_context_purge(context);
}

void memguard_fork_tell(memguard_forked_fn tell) { atomic_store(&teller, tell); }

static void revive(void) {
  atomic_store(&state.maker, 0);
  memguard_at_fork_revive();
  memguard_late_forked();
  atomic_fetch_add(&state.generation, 1);
  memguard_registry_forked(&contexts);
  memguard_registry_each(&contexts, true, revive_context, NULL);
  memguard_forked_fn tell = atomic_load(&teller);
  if (tell != NULL) tell();
}

/* One thread revives; the others wait until it is done. */
static void enter_child(_Atomic uint32_t *word) {
  uint32_t found = MEMGUARD_FORK_CHILD;
  if (atomic_compare_exchange_strong(word, &found, MEMGUARD_FORK_REVIVING)) {
    atomic_store(&state.process, memcall_host_process());
    revive();
    atomic_store(word, MEMGUARD_FORK_WATCHED);
  }
  while (atomic_load(word) == MEMGUARD_FORK_REVIVING) memcall_host_yield();
}

/* The same without a word: the process number tells, and is the word while one thread revives. */
static void compare_process(void) {
  uint64_t known = atomic_load(&state.process), own = memcall_host_process();
  if (known == 0 || known == own) return;
  if (known != NOBODY && atomic_compare_exchange_strong(&state.process, &known, NOBODY)) {
    revive();
    atomic_store(&state.process, own);
  }
  while (atomic_load(&state.process) == NOBODY) memcall_host_yield();
}

memcall_fork_action memguard_fork_forgets(void) {
  return memcall_backend_missing("fork_wipe") == NULL ? MEMCALL_FORK_WIPE : MEMCALL_FORK_EXCLUDE;
}

void memguard_fork_check(void) {
  _Atomic uint32_t *word = atomic_load_explicit(&memguard_fork_word, memory_order_acquire);
  if (word == NULL) {
    compare_process();
  } else if (atomic_load_explicit(word, memory_order_acquire) != MEMGUARD_FORK_WATCHED) {
    enter_child(word);
  }
}

/* --- Asking ---------------------------------------------------------------------------------- */

static bool word_is_zeroed(void) {
  _Atomic uint32_t *word = atomic_load_explicit(&memguard_fork_word, memory_order_acquire);
  return word != NULL && atomic_load_explicit(word, memory_order_acquire) != MEMGUARD_FORK_WATCHED;
}

/* Also while the child is being revived: its parts may not know yet what they lost. */
bool memguard_fork_is_news(void) {
  if (atomic_load_explicit(&memguard_fork_word, memory_order_acquire) != NULL)
    return word_is_zeroed();
  uint64_t known = atomic_load(&state.process);
  return known != 0 && known != memcall_host_process();
}

bool memguard_is_absent(memcall_fork_action action, const memcall_safeguards *in_force) {
  return action == MEMCALL_FORK_EXCLUDE && memguard_fork_is_news() &&
         (*in_force & MEMCALL_FORK_HANDLED) != 0;
}

bool memguard_memory_is_own(void) {
  uint64_t known = atomic_load(&state.process);
  return known == 0 || word_is_zeroed() || known == memcall_host_process();
}
