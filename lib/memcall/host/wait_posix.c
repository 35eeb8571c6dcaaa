/* wait_posix.c: sleeping until another thread lets something happen, by POSIX threads. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "lib/memcall/host/host.h"

struct memcall_host_event {
  pthread_mutex_t mutex;
  pthread_cond_t condition;
  bool happened;
};

/* Timeouts follow a clock that nobody sets, where conditions can be told to. */
#if defined(_POSIX_CLOCK_SELECTION) && _POSIX_CLOCK_SELECTION > 0
#define CLOCK CLOCK_MONOTONIC
static int make_condition(pthread_cond_t *condition) {
  pthread_condattr_t attributes;
  int code = pthread_condattr_init(&attributes);
  if (code != 0) return code;
  code = pthread_condattr_setclock(&attributes, CLOCK);
  if (code == 0) code = pthread_cond_init(condition, &attributes);
  (void)pthread_condattr_destroy(&attributes);
  return code;
}
#else
#define CLOCK CLOCK_REALTIME
static int make_condition(pthread_cond_t *condition) { return pthread_cond_init(condition, NULL); }
#endif

static int make_parts(memcall_host_event *event) {
  int code = pthread_mutex_init(&event->mutex, NULL);
  if (code != 0) return code;
  code = make_condition(&event->condition);
  if (code != 0) (void)pthread_mutex_destroy(&event->mutex);
  return code;
}

memcall_answer memcall_host_event_new(memcall_host_event **out) {
  *out = NULL;
  memcall_host_event *event = calloc(1, sizeof *event);
  if (event == NULL) return (memcall_answer){MEMCALL_ERR_NO_MEMORY, ENOMEM, "calloc"};
  int code = make_parts(event);
  if (code != 0) {
    free(event);
    return (memcall_answer){code == ENOMEM ? MEMCALL_ERR_NO_MEMORY : MEMCALL_ERR_SYSTEM, code,
                            "pthread_cond_init"};
  }
  *out = event;
  return (memcall_answer){MEMCALL_OK, 0, "pthread_cond_init"};
}

static struct timespec in_ms(uint32_t ms) {
  struct timespec then = {0, 0};
  (void)clock_gettime(CLOCK, &then);
  then.tv_sec += (time_t)(ms / 1000u);
  then.tv_nsec += (long)(ms % 1000u) * 1000000L;
  if (then.tv_nsec >= 1000000000L) {
    then.tv_sec++;
    then.tv_nsec -= 1000000000L;
  }
  return then;
}

bool memcall_host_event_wait(memcall_host_event *event, uint32_t timeout_ms) {
  const struct timespec end = in_ms(timeout_ms);
  int code = 0;
  (void)pthread_mutex_lock(&event->mutex);
  while (!event->happened && code == 0)
    code = timeout_ms == MEMCALL_HOST_FOREVER
               ? pthread_cond_wait(&event->condition, &event->mutex)
               : pthread_cond_timedwait(&event->condition, &event->mutex, &end);
  bool happened = event->happened;
  (void)pthread_mutex_unlock(&event->mutex);
  return happened;
}

void memcall_host_event_set(memcall_host_event *event) {
  (void)pthread_mutex_lock(&event->mutex);
  event->happened = true;
  (void)pthread_cond_signal(&event->condition);
  (void)pthread_mutex_unlock(&event->mutex);
}

void memcall_host_event_destroy(memcall_host_event *event) {
  (void)pthread_cond_destroy(&event->condition);
  (void)pthread_mutex_destroy(&event->mutex);
  free(event);
}
