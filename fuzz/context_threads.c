/* context_threads.c: the operation of context_fuzz.c that runs threads: each makes, looks at and ends objects of its
   own, in one context or in contexts of their own, while this thread does something to all of the context. Whatever
   the order, each call is answered as if it were alone; where there is a purge, it may answer EXPIRED. */
#include <pthread.h>
#include <string.h>

#include "fuzz/context_state.h"
#include "fuzz/model.h"
#include "fuzz/world.h"
#include "memguard/process.h"

enum { WORKERS = 2, ROUNDS = 3 };

typedef struct worker {
  pthread_t thread;
  memguard_context *context; /* NULL: one of its own each round */
  size_t config, seed;
  bool purges, is_full; /* EXPIRED and BUSY are answers, too */
} worker;

/* --- What each worker does ------------------------------------------------------------------- */

/* Room that is there by now may have been another thread's at the moment of the call. */
#define ANY_ROOM ((size_t)1 << 20)

static bool ok(const worker *it, memguard_status status) {
  if (it->purges && status == MEMGUARD_ERR_EXPIRED) return false;
  if (it->is_full && status == MEMGUARD_ERR_BUSY) return false;
  return fuzz_ok(status, MEMGUARD_OK, ANY_ROOM);
}

/* Where a purge wipes it, nobody else may touch it meanwhile. */
static void use_object(const worker *it, memguard_context *context) {
  unsigned char *object = memguard_malloc(context, SIZE);
  bool wiped = it->purges && (it->config & FUZZ_PURGE_HEAP) != 0;
  if (object == NULL) {
    (void)ok(it, (memguard_status)memcall_last_error()->status);
    return;
  }
  if (!wiped) {
    FUZZ_CHECK(fuzz_zero(object, SIZE));
    fuzz_secret_fill(object, SIZE, it->seed);
    FUZZ_CHECK(fuzz_secret_is(object, SIZE, it->seed, 0));
  }
  FUZZ_CHECK(memguard_owns(context, object));
  memguard_free(context, object);
}

static void use_enclave(const worker *it, memguard_context *context) {
  unsigned char bytes[SIZE];
  memguard_enclave *enclave = NULL;
  size_t length = 99;
  fuzz_secret_fill(bytes, SIZE, it->seed);
  if (!ok(it, memguard_enclave_new_copy(context, bytes, SIZE, &enclave))) {
    FUZZ_CHECK(enclave == NULL);
    return;
  }
  bool opened = ok(it, memguard_enclave_open_into(enclave, bytes, SIZE, &length));
  FUZZ_CHECK(length == (opened ? SIZE : 0));
  FUZZ_CHECK(opened ? fuzz_secret_is(bytes, SIZE, it->seed, 0) : fuzz_zero(bytes, SIZE));
  memguard_enclave_destroy(enclave);
}

static void use_buffer(const worker *it, memguard_context *context) {
  unsigned char bytes[SIZE];
  memguard_buffer *buffer = NULL;
  fuzz_secret_fill(bytes, SIZE, it->seed);
  if (!ok(it, memguard_buffer_new_copy(context, bytes, SIZE, &buffer))) {
    FUZZ_CHECK(buffer == NULL);
    return;
  }
  if (ok(it, memguard_buffer_read(buffer, 0, bytes, SIZE)))
    FUZZ_CHECK(fuzz_secret_is(bytes, SIZE, it->seed, 0));
  memguard_buffer_destroy(buffer);
}

static void use(const worker *it, memguard_context *context) {
  use_object(it, context);
  use_enclave(it, context);
  use_buffer(it, context);
}

static void use_own(const worker *it) {
  const memguard_options options = fuzz_options(it->config);
  memguard_context *context = NULL;
  if (!ok(it, memguard_context_new(&options, &context))) return;
  use(it, context);
  FUZZ_CHECK(memguard_context_destroy(context) == MEMGUARD_OK);
}

static void *work(void *user) {
  worker *it = user;
  for (size_t round = 0; round < ROUNDS; round++, it->seed++) {
    if (it->context != NULL)
      use(it, it->context);
    else
      use_own(it);
  }
  return NULL;
}

/* --- What this thread does meanwhile --------------------------------------------------------- */

static void meanwhile_nothing(place *it) { (void)it; }
static void meanwhile_verify(place *it) {
  (void)fuzz_ok(memguard_verify(it->context), MEMGUARD_OK, 0);
}
static void meanwhile_trim(place *it) { memguard_trim(it->context); }
static void meanwhile_refresh(place *it) {
  (void)fuzz_ok(memguard_refresh(it->context), MEMGUARD_OK, 0);
}
/* With MEMGUARD_PURGE_HEAP a purge writes zeros under threads at work, by intent. */
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
void AnnotateIgnoreWritesBegin(const char *file, int line);
void AnnotateIgnoreWritesEnd(const char *file, int line);
#define RACING(call) \
  (AnnotateIgnoreWritesBegin(__FILE__, __LINE__), call, AnnotateIgnoreWritesEnd(__FILE__, __LINE__))
#endif
#endif
#ifndef RACING
#define RACING(call) call
#endif

static void meanwhile_purge(place *it) { RACING(memguard_purge(it->context)); }
static void meanwhile_purge_all(place *it) {
  (void)it;
  RACING(memguard_purge_all());
}
static void meanwhile_rotate(place *it) {
  memguard_status status = memguard_rotate(it->context);
  if (status != MEMGUARD_ERR_BUSY || it->keys < 7) (void)fuzz_ok(status, MEMGUARD_OK, 0);
}

/* Counts move, but never under what stays. */
static void meanwhile_stats(place *it) {
  memguard_stats stats = {.struct_size = sizeof stats};
  memguard_report report = {.struct_size = sizeof report};
  if (fuzz_ok(memguard_context_stats(it->context, &stats), MEMGUARD_OK, 0))
    FUZZ_CHECK(stats.peak >= stats.live);
  (void)fuzz_ok(memguard_context_report(it->context, &report), MEMGUARD_OK, 0);
}

static void (*const kMeanwhile[])(place *) = {
    meanwhile_nothing, meanwhile_verify, meanwhile_trim,   meanwhile_refresh,
    meanwhile_purge,   meanwhile_stats,  meanwhile_rotate, meanwhile_purge_all,
};

/* Contexts of their own ended; where all fails, nobody wipes their pages later. */
static void settle(place *it, void (*meanwhile)(place *)) {
  fuzz_last_chance();
  if (meanwhile == meanwhile_rotate) it->keys++;
  if (meanwhile == meanwhile_purge) purged(it);
  if (meanwhile == meanwhile_purge_all)
    for (size_t i = 0; i < CONTEXTS; i++) purged(&places[i]);
  check(it);
}

void op_threads(const size_t *a) {
  place *it = place_at(a);
  void (*meanwhile)(place *) = kMeanwhile[a[1] % (sizeof kMeanwhile / sizeof *kMeanwhile)];
  worker workers[WORKERS];
  if (it->context == NULL) return;
  bool purges = meanwhile == meanwhile_purge || meanwhile == meanwhile_purge_all;
  for (size_t i = 0; i < WORKERS; i++, seeds += ROUNDS) {
    workers[i] = (worker){.context = (a[2] >> i & 1) != 0 ? NULL : it->context,
                          .config = it->config,
                          .seed = seeds + 1,
                          .purges = purges,
                          .is_full = it->keys >= 6};
    FUZZ_CHECK(pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0);
  }
  meanwhile(it);
  for (size_t i = 0; i < WORKERS; i++) FUZZ_CHECK(pthread_join(workers[i].thread, NULL) == 0);
  settle(it, meanwhile);
}
