/* process.c: hardening, signals and the end, by the names of this layer. */
#include "securememory/process.h"

#include <inttypes.h>
#include <stdio.h>

#include "lib/memcall/backend/backend.h"

securememory_status securememory_harden_process(uint32_t flags, memcall_hardening *out) {
  return (securememory_status)memcall_harden(flags, out);
}

securememory_status securememory_catch_signals(const int *signals, size_t count,
                                               memguard_signal_fn callback, void *user) {
  return (securememory_status)memguard_catch_signals(signals, count, callback, user);
}

void securememory_exit(int code) { memguard_exit(code); }

void securememory_purge_all(void) { memguard_purge_all(); }

/* --- As text --------------------------------------------------------------------------------- */

static const struct {
  const char *label, *operation; /* as users and as fact sheets call it */
} measures[] = {
    /* in the order of the flags' bits */
    {"no core dumps", "core_limit"},
    {"not dumpable", "harden_not_dumpable"},
    {"no debugger", "harden_no_debugger"},
    {"no new privileges", "harden_no_new_privs"},
    {"no error dialogs", "harden_error_dialogs"},
    {"mitigations", "harden_mitigations"},
};
#define MEASURES (sizeof measures / sizeof measures[0])

typedef struct sheet { /* text so far, cut at capacity, measured beyond it */
  char *text;
  size_t capacity, length;
} sheet;

static void add(sheet *page, const char *label, const char *first, const char *second) {
  size_t at = page->length < page->capacity ? page->length : page->capacity;
  int more = snprintf(page->capacity != 0 ? page->text + at : NULL, page->capacity - at,
                      "%-18s %s%s\n", label, first, second);
  if (more > 0) page->length += (size_t)more;
}

static void add_measure(sheet *page, const memcall_hardening *report, size_t i) {
  const uint32_t flag = 1u << i;
  const char *reason = memcall_backend_missing(measures[i].operation);
  char code[64];
  (void)snprintf(code, sizeof code, "it was refused with the system's code %" PRId64,
                 report->os_code[i]);
  if ((report->in_force & flag) != 0)
    add(page, measures[i].label, "yes", "");
  else if ((report->unsupported & flag) != 0)
    add(page, measures[i].label,
        "not on this system: ", reason != NULL ? reason : "this kernel or build lacks it");
  else
    add(page, measures[i].label, "no: ", code);
}

size_t securememory_hardening_describe(const memcall_hardening *report, char *text,
                                       size_t capacity) {
  sheet page = {text, text != NULL ? capacity : 0, 0};
  if (page.capacity != 0) text[0] = '\0';
  if (report == NULL) return 0;
  for (size_t i = 0; i < MEASURES; i++)
    if ((report->asked & 1u << i) != 0) add_measure(&page, report, i);
  return page.length;
}
