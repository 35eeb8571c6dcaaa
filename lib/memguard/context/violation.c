/* violation.c: what happens when memory corruption is found. The process cannot be trusted any
   more, so the secrets go first, nothing is allocated, and no lock is taken: the caller may hold
   one. */
#include "lib/memguard/context/line.h"
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

static MEMCALL_NORETURN void die(const memguard_violation *what) {
  memguard_line line;
  memguard_line_begin(&line);
  memguard_line_add(&line, what->function);
  memguard_line_add(&line, ": ");
  memguard_line_add(&line, sentence_of(what->kind));
  if (what->object_size != 0) {
    memguard_line_add(&line, " (an object of ");
    memguard_line_number(&line, what->object_size);
    memguard_line_add(&line, " bytes)");
  }
  memguard_line_write(&line);
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
