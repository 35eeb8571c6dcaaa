/* process.c: switches of the whole process: core dumps and hardening. */
#include "lib/memcall/internal.h"

/* --- Core dumps ------------------------------------------------------------------------------ */

memcall_status memcall_set_core_dumps(memcall_core_dumps how) {
  switch (how) {
    case MEMCALL_CORE_DUMPS_OFF:
      return memcall_report_answer(memcall_backend_core_limit(0));
    case MEMCALL_CORE_DUMPS_OFF_FOR_GOOD:
      return memcall_report_answer(memcall_backend_core_limit(1));
    case MEMCALL_CORE_DUMPS_AS_BEFORE:
      return memcall_report_answer(memcall_backend_core_limit_restore());
  }
  return (memcall_status)memcall_report(MEMCALL_ERR_INVALID, "memcall_set_core_dumps", 0,
                                        "how is none of memcall_core_dumps");
}

memcall_status memcall_disable_core_dumps(void) {
  return memcall_set_core_dumps(MEMCALL_CORE_DUMPS_OFF);
}

/* --- Hardening ------------------------------------------------------------------------------- */

static memcall_answer harden_core_dumps(void) { return memcall_backend_core_limit(0); }

/* In the order of the flags' bits. */
static memcall_answer (*const measures[])(void) = {
    harden_core_dumps,
    memcall_backend_harden_not_dumpable,
    memcall_backend_harden_no_debugger,
    memcall_backend_harden_no_new_privs,
    memcall_backend_harden_error_dialogs,
    memcall_backend_harden_mitigations,
};
#define MEASURES (sizeof measures / sizeof measures[0])

static void note(memcall_hardening *report, size_t measure, memcall_answer answer) {
  uint32_t flag = 1u << measure;
  report->os_code[measure] = answer.os_code;
  if (answer.status == MEMCALL_OK) report->in_force |= flag;
  if (answer.status == MEMCALL_ERR_UNSUPPORTED) report->unsupported |= flag;
}

static memcall_answer apply(uint32_t flags, memcall_hardening *report) {
  memcall_answer first = memcall_yes();
  for (size_t i = 0; i < MEASURES; i++) {
    if ((flags & 1u << i) == 0) continue;
    memcall_answer answer = measures[i]();
    note(report, i, answer);
    bool failed = answer.status != MEMCALL_OK && answer.status != MEMCALL_ERR_UNSUPPORTED;
    if (failed && first.status == MEMCALL_OK) first = answer;
  }
  return first;
}

memcall_status memcall_harden(uint32_t flags, memcall_hardening *out) {
  memcall_hardening report = {.struct_size = sizeof report, .asked = flags};
  if (out != NULL && out->struct_size < sizeof *out)
    return (memcall_status)memcall_report(MEMCALL_ERR_INVALID, "memcall_harden", 0,
                                          "struct_size is not sizeof(memcall_hardening)");
  if (out != NULL) report.struct_size = out->struct_size;
  bool known = (flags & ~((1u << MEASURES) - 1)) == 0;
  memcall_answer first = known ? apply(flags, &report) : memcall_yes();
  if (out != NULL) *out = report;
  if (!known)
    return (memcall_status)memcall_report(MEMCALL_ERR_INVALID, "memcall_harden", 0,
                                          "an unknown flag was asked for; nothing was done");
  return memcall_report_answer(first);
}
