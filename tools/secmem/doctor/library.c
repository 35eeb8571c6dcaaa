/* library.c: what memcall and memguard say of this machine; true of every system. */
#include <stdio.h>
#include <string.h>

#include "memguard/memguard.h"
#include "tools/secmem/doctor/doctor.h"
#include "tools/secmem/system/facts.h"
#include "tools/secmem/text/style.h"

enum { ROOMY = 1 << 20 };

static void look_at_lock_limit(doctor_findings *to) {
  size_t limit = 0, used = 0;
  char limit_text[32], used_text[32];
  if (memcall_lock_limit(&limit, &used) != MEMCALL_OK) limit = used = MEMCALL_UNKNOWN;
  text_size(limit_text, sizeof limit_text, limit);
  text_size(used_text, sizeof used_text, used);
  if (limit == MEMCALL_UNKNOWN) {
    doctor_add(to, DOCTOR_NOTE, "lock limit", "", "", "%s", limit_text);
  } else if (limit == 0) {
    doctor_add(to, DOCTOR_WARN, "lock limit",
               "nothing can be kept out of swap; only relaxed options work", doctor_fix_for_locks(),
               "%s", limit_text);
  } else if (limit < ROOMY) {
    doctor_add(to, DOCTOR_NOTE, "lock limit",
               "enough for about a thousand small secrets, or one key and any number of enclaves",
               doctor_fix_for_locks(), "%s, %s in use", limit_text, used_text);
  } else {
    doctor_add(to, DOCTOR_OK, "lock limit", "", "", "%s, %s in use", limit_text, used_text);
  }
}

void doctor_look_at_limits(doctor_findings *to) {
  char user[96], kernel[160];
  system_user(user, sizeof user);
  system_kernel(kernel, sizeof kernel);
  doctor_add(to, DOCTOR_OK, "run as", "", "", "%s", user);
  doctor_add(to, DOCTOR_OK, "system", "", "", "%s", kernel);
  doctor_add(to, DOCTOR_OK, "page size", "", "", "%zu bytes", memcall_page_size());
  look_at_lock_limit(to);
}

/* --- Safeguards ------------------------------------------------------------------------------ */

static const struct {
  memcall_safeguards bit;
  const char *name;
  doctor_level when_missing; /* large pages and secret memory are extras */
} kSafeguards[] = {
    {MEMCALL_LOCKED, "lock", DOCTOR_WARN},       {MEMCALL_NO_DUMP, "no dump", DOCTOR_WARN},
    {MEMCALL_FORK_HANDLED, "fork", DOCTOR_WARN}, {MEMCALL_GUARDED, "guard pages", DOCTOR_WARN},
    {MEMCALL_NO_MERGE, "no merge", DOCTOR_NOTE}, {MEMCALL_SECRET, "secret memory", DOCTOR_NOTE},
    {MEMCALL_LARGE, "large pages", DOCTOR_NOTE}, {MEMCALL_KEYED, "protection key", DOCTOR_NOTE},
};

void doctor_look_at_safeguards(doctor_findings *to) {
  static const char *const kAnswers[] = {"known when tried", "no", "yes"};
  for (size_t i = 0; i < sizeof kSafeguards / sizeof *kSafeguards; i++) {
    memcall_capability has = {.struct_size = sizeof has};
    if (memcall_capability_of(kSafeguards[i].bit, &has) != MEMCALL_OK) continue;
    bool missing = has.available == 0;
    doctor_add(to, missing ? kSafeguards[i].when_missing : DOCTOR_OK, kSafeguards[i].name,
               has.reason, missing ? doctor_fix_for(kSafeguards[i].bit) : "", "%s",
               kAnswers[has.available < 0 ? 0
                        : missing         ? 1
                                          : 2]);
  }
}

/* --- Contexts -------------------------------------------------------------------------------- */

static void take_error(doctor_context *out) {
  const memcall_error *error = memcall_last_error();
  snprintf(out->text, sizeof out->text, "%s: %s",
           memguard_status_name((memguard_status)error->status), error->text);
}

/* One allocation, so that the report is about pages that exist. */
static void look_inside(memguard_context *context, doctor_context *out) {
  void *slot = memguard_malloc(context, 32);
  if (slot == NULL) {
    take_error(out);
    return;
  }
  out->works = memguard_context_describe(context, out->text, sizeof out->text) != 0;
  memguard_free(context, slot);
}

static void look_at_context(const memguard_options *options, const char *name,
                            doctor_context *out) {
  memguard_context *context = NULL;
  *out = (doctor_context){.options = name};
  if (memguard_context_new(options, &context) != MEMGUARD_OK) {
    take_error(out);
    return;
  }
  look_inside(context, out);
  if (memguard_context_destroy(context) != MEMGUARD_OK) out->works = false;
}

void doctor_look_at_contexts(doctor_context out[2]) {
  const memguard_options strict = memguard_options_default(), relaxed = memguard_options_relaxed();
  look_at_context(&strict, "default", &out[0]);
  look_at_context(&relaxed, "relaxed", &out[1]);
}
