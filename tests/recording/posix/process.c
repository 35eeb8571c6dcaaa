/* posix/process.c: limits, randomness, clearing and errno. Compiled once for each system. */
#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/recording/posix/calls.h"
#include "tests/recording/posix/clear.h"
#include "tests/recording/posix/names.h"

/* --- Answers --------------------------------------------------------------------------------- */

const recorder_name no_names[] = {{0, NULL}};

int *recorded_errno(void) {
  static _Thread_local int code;
  return &code;
}

int recorded_refusal(const char *function) {
  int64_t code = 0;
  return recorder_refuses(function, &code) ? (int)code : 0;
}

int recorded_finish(int code, const char *format, ...) {
  char call[512];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(call, sizeof call, format, arguments);
  va_end(arguments);
  if (code == 0) {
    recorder_line("%s", call);
    return 0;
  }
  recorder_line("%s = %s", call, recorder_value(code, recorded_codes).text);
  errno = code;
  return -1;
}

void recorded_stack(void **low, size_t *size) {
  unsigned char *here = __builtin_frame_address(0);
  *low = here - ((size_t)1 << 20);
  *size = (size_t)2 << 20;
}

/* --- Limits ---------------------------------------------------------------------------------- */

enum { RESOURCES = 16 };

#define UNTOUCHED {RLIM_INFINITY, RLIM_INFINITY}
static struct rlimit limits[RESOURCES];
static bool limits_are_set;

static void set_limits(void) {
  for (int i = 0; i < RESOURCES; i++) limits[i] = (struct rlimit)UNTOUCHED;
#ifdef RLIMIT_MEMLOCK
  limits[RLIMIT_MEMLOCK].rlim_cur = 1 << 20;
#endif
  limits_are_set = true;
}

void recorded_system_reset(void) { set_limits(); }

size_t recorded_lock_limit(void) {
#ifdef RLIMIT_MEMLOCK
  if (!limits_are_set) set_limits();
  return (size_t)limits[RLIMIT_MEMLOCK].rlim_cur;
#else
  return 1 << 20;
#endif
}

static recorder_text limit_text(rlim_t limit) {
  if (limit == RLIM_INFINITY) return (recorder_text){"RLIM_INFINITY"};
  return recorder_value((int64_t)limit, no_names);
}

int recorded_getrlimit(int resource, struct rlimit *out) {
  const int code = recorded_refusal("getrlimit");
  if (!limits_are_set) set_limits();
  *out = limits[resource];
  return recorded_finish(code, "getrlimit(%s)", recorder_value(resource, resource_names).text);
}

int recorded_setrlimit(int resource, const struct rlimit *limit) {
  int code = recorded_refusal("setrlimit");
  if (!limits_are_set) set_limits();
  if (code == 0 && limit->rlim_cur > limit->rlim_max) code = EINVAL;
  if (code == 0 && limit->rlim_max > limits[resource].rlim_max) code = EPERM;
  if (code == 0) limits[resource] = *limit;
  return recorded_finish(code, "setrlimit(%s, {%s, %s})",
                         recorder_value(resource, resource_names).text,
                         limit_text(limit->rlim_cur).text, limit_text(limit->rlim_max).text);
}

/* --- Small calls ----------------------------------------------------------------------------- */

long recorded_sysconf(int name) { return name == _SC_PAGESIZE ? (long)RECORDER_PAGE : -1; }

pid_t recorded_getpid(void) { return RECORDED_PROCESS; }

/* Bytes that are never the same twice; nothing secret comes of them here. */
static void fill(unsigned char *bytes, size_t size) {
  static _Atomic uint64_t state = 1;
  for (size_t i = 0; i < size; i++) {
    const uint64_t mixed =
        (atomic_fetch_add(&state, 1) ^ 0x5bd1e995u) * UINT64_C(0x9E3779B97F4A7C15);
    bytes[i] = (unsigned char)(mixed >> 56);
  }
}

int recorded_getentropy(void *bytes, size_t size) {
  int code = recorded_refusal("getentropy");
  if (code == 0 && size > 256) code = EIO;
  if (code == 0) fill(bytes, size);
  return recorded_finish(code, "getentropy(bytes, %zu)", size);
}

ssize_t recorded_getrandom(void *bytes, size_t size, unsigned flags) {
  const int code = recorded_refusal("getrandom");
  if (code == 0) fill(bytes, size);
  return recorded_finish(code, "getrandom(bytes, %zu, %u)", size, flags) == 0 ? (ssize_t)size : -1;
}

/* Bytes that are no mapping's are the caller's own: they are cleared, and not worth a line. */
static void clear(const char *function, void *bytes, int value, size_t size) {
  if (recorder_is_mapped(bytes, size))
    recorder_line("%s(%s, %zu)", function, recorder_address(bytes).text, size);
  (void)memset(bytes, value, size);
}

void recorded_explicit_bzero(void *bytes, size_t size) { clear("explicit_bzero", bytes, 0, size); }

void *recorded_explicit_memset(void *bytes, int value, size_t size) {
  clear("explicit_memset", bytes, value, size);
  return bytes;
}
