/* host.c: seam 2. Threads, clock and real descriptors are the C library's, so that tests with
   threads, pipes and death run here as they do on the real system. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "tests/fake_os/fake.h"

#define FIRST_SOURCE ((intptr_t)1 << 20) /* above any real descriptor */

/* --- Thread ---------------------------------------------------------------------------------- */

void memcall_host_yield(void) { (void)sched_yield(); }

uint64_t memcall_host_thread(void) {
  static _Thread_local char mine;
  return (uint64_t)(uintptr_t)&mine;
}

uint64_t memcall_host_process(void) {
  uint64_t process = fake_enter()->process;
  fake_leave();
  return process;
}

uint64_t memcall_host_clock_ms(void) {
  struct timespec now = {0, 0};
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  uint64_t offset = fake_enter()->clock_offset;
  fake_leave();
  return (uint64_t)now.tv_sec * 1000u + (uint64_t)now.tv_nsec / 1000000u + offset;
}

void fake_os_advance_clock(uint64_t ms) {
  fake_enter()->clock_offset += ms;
  fake_leave();
}

/* --- File ------------------------------------------------------------------------------------ */

intptr_t fake_os_source(const void *bytes, size_t size, size_t chunk) {
  fake_world *world = fake_enter();
  size_t place = world->source_count < FAKE_SOURCES ? world->source_count++ : FAKE_SOURCES - 1;
  world->sources[place] = (fake_source){bytes, size, chunk};
  fake_leave();
  return FIRST_SOURCE + (intptr_t)place;
}

static memcall_answer read_source(fake_source *source, fake_call *call) {
  size_t size = source->size < source->chunk ? source->size : source->chunk;
  if (size > call->size) size = call->size;
  if (size != 0) memcpy(call->address, source->bytes, size);
  source->bytes += size;
  source->size -= size;
  call->got = size;
  return fake_ok(call);
}

static memcall_answer read_some(fake_world *world, fake_call *call) {
  if (call->descriptor < FIRST_SOURCE) return fake_ok(call);
  size_t place = (size_t)(call->descriptor - FIRST_SOURCE);
  if (place >= world->source_count)
    return fake_refuse(call, MEMCALL_ERR_INVALID, FAKE_CODE_INVALID);
  return read_source(&world->sources[place], call);
}

static memcall_answer failed(const fake_call *call) {
  return fake_refuse(call, errno == EBADF ? MEMCALL_ERR_INVALID : MEMCALL_ERR_SYSTEM, errno);
}

/* A real descriptor may keep the reader waiting, so that is done when the world is not locked any
   more. */
static memcall_answer read_real(fake_call *call) {
  ssize_t result;
  do result = read((int)call->descriptor, call->address, call->size);
  while (result < 0 && errno == EINTR);
  if (result < 0) return failed(call);
  call->got = (size_t)result;
  return fake_ok(call);
}

memcall_answer memcall_host_read(intptr_t descriptor, void *bytes, size_t size, size_t *got) {
  fake_call call = {.address = bytes, .size = size, .descriptor = descriptor};
  memcall_answer answer = fake_perform("host_read", read_some, &call);
  if (answer.status == MEMCALL_OK && descriptor < FIRST_SOURCE) answer = read_real(&call);
  *got = answer.status == MEMCALL_OK ? call.got : 0;
  return answer;
}

static memcall_answer agree(fake_world *world, fake_call *call) {
  (void)world;
  return fake_ok(call);
}

memcall_answer memcall_host_write(intptr_t descriptor, const void *bytes, size_t size) {
  fake_call call = {.size = size, .descriptor = descriptor};
  const unsigned char *next = bytes;
  memcall_answer answer = fake_perform("host_write", agree, &call);
  while (answer.status == MEMCALL_OK && size > 0) {
    ssize_t result = write((int)descriptor, next, size);
    if (result < 0 && errno == EINTR) continue;
    if (result < 0) return failed(&call);
    next += result;
    size -= (size_t)result;
  }
  return answer;
}

/* --- The end --------------------------------------------------------------------------------- */

/* Standard error gets it too, for death tests. Called in signal handlers: the record is left out
   when it is in use. */
void memcall_host_complain(const char *text) {
  ssize_t ignored = write(STDERR_FILENO, text, strlen(text));
  (void)ignored;
  fake_world *world = fake_try_to_enter();
  if (world == NULL) return;
  size_t room = FAKE_COMPLAINTS - 1 - world->complained, size = strlen(text);
  if (size > room) size = room;
  memcpy(world->complaints + world->complained, text, size);
  world->complained += size;
  fake_leave();
}

const char *fake_os_complaints(void) {
  const char *complaints = fake_enter()->complaints;
  fake_leave();
  return complaints;
}

void memcall_host_abort(void) {
  (void)signal(SIGABRT, SIG_DFL);
  abort();
}

void memcall_host_end(int code) { _exit(code); }
