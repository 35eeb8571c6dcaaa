/* violation.c: what happens when memory corruption is found. The process cannot be trusted any
   more, so the secrets go first, nothing is allocated, and no lock is taken: the caller may hold
   one. */
#include "lib/memguard/context/process.h"

static const char *sentence_of(memguard_violation_kind kind) {
  switch (kind) {
    case MEMGUARD_VIOLATION_OVERFLOW:
      return "bytes behind an object were overwritten";
    case MEMGUARD_VIOLATION_UNDERFLOW:
      return "bytes before an object were overwritten";
    case MEMGUARD_VIOLATION_DOUBLE_FREE:
      return "an object was freed twice";
    case MEMGUARD_VIOLATION_FOREIGN_POINTER:
      return "a pointer is not an object of this context";
    case MEMGUARD_VIOLATION_WRITE_AFTER_FREE:
      return "a freed object was written";
  }
  return "memory is corrupt";
}

/* Writes " (an object of N bytes)" without stdio. */
static void complain_size(size_t size) {
  char digits[24];
  size_t at = sizeof digits - 1;
  digits[at] = '\0';
  do {
    digits[--at] = (char)('0' + size % 10);
    size /= 10;
  } while (size != 0);
  memcall_host_complain(" (an object of ");
  memcall_host_complain(digits + at);
  memcall_host_complain(" bytes)");
}

static MEMCALL_NORETURN void die(const memguard_violation *what) {
  memcall_host_complain(what->function);
  memcall_host_complain(": ");
  memcall_host_complain(sentence_of(what->kind));
  if (what->object_size != 0) complain_size(what->object_size);
  memcall_host_complain("\n");
  memcall_host_abort();
}

memguard_status memguard_violate(memguard_context *context, memguard_violation_kind kind,
                                 const char *function, size_t object_size) {
  const memguard_violation what = {sizeof what, kind, function, object_size};
  memguard_context_emergency(context);
  if (context->settings->on_violation == NULL) die(&what);
  context->settings->on_violation(&what, context->settings->on_violation_user);
  return memguard_report_error(MEMGUARD_ERR_CORRUPT, function, sentence_of(kind));
}
