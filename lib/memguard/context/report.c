/* report.c: what protects a context, as a struct and as text. */
#include <stdio.h>

#include "lib/memguard/context/context.h"

memguard_safeguards memguard_survey(memguard_context *context) {
  memguard_safeguards now = {context->require | context->prefer,
                             context->require | context->prefer};
  memguard_part *part;
  for (int id = 0; (part = memguard_part_next(context, &id)) != NULL;)
    if (part->calls->survey != NULL) part->calls->survey(part, &now.in_force);
  return now;
}

static void fill(memguard_context *context, memguard_report *out) {
  out->now = memguard_survey(context);
  out->lock_budget = context->budget;
  out->locked_bytes = atomic_load(&context->locked);
  out->live = memguard_live(context);
  out->aead = atomic_load(&context->aead);
}

memguard_status memguard_context_report(memguard_context *context, memguard_report *out) {
  if (out == NULL || out->struct_size < sizeof *out)
    return memguard_report_error(MEMGUARD_ERR_INVALID, "memguard_context_report",
                                 "out is NULL or its struct_size is too small");
  memguard_status status = memguard_enter(context);
  *out = (memguard_report){.struct_size = out->struct_size};
  if (status != MEMGUARD_OK) return status;
  status = (memguard_status)memcall_lock_limit(&out->lock_limit, &out->lock_used);
  if (status == MEMGUARD_OK) fill(context, out);
  return status;
}

/* --- As text --------------------------------------------------------------------------------- */

typedef struct sheet { /* text so far, cut at capacity, measured beyond it */
  char *text;
  size_t capacity, length;
} sheet;

static void add(sheet *page, const char *label, const char *value) {
  size_t at = page->length < page->capacity ? page->length : page->capacity;
  char nothing[1];
  int more = snprintf(page->capacity != 0 ? page->text + at : nothing, page->capacity - at,
                      "%-16s %s\n", label, value);
  if (more > 0) page->length += (size_t)more;
}

static void add_bytes(sheet *page, const char *label, size_t bytes) {
  char number[32] = "unknown";
  if (bytes == MEMCALL_UNLIMITED) {
    snprintf(number, sizeof number, "unlimited");
  } else if (bytes != MEMCALL_UNKNOWN) {
    snprintf(number, sizeof number, "%zu bytes", bytes);
  }
  add(page, label, number);
}

static const char *answer(const memguard_safeguards *now, memcall_safeguards one) {
  if ((now->in_force & one) != 0) return "yes";
  return (now->requested & one) != 0 ? "no: it could not be had" : "off";
}

/* Where children inherit, that is what the fork action means. */
static const char *fork_answer(const memguard_context *context, const memguard_safeguards *now) {
  return context->inherits ? "no: children inherit" : answer(now, MEMCALL_FORK_HANDLED);
}

static void add_safeguards(sheet *page, const memguard_context *context,
                           const memguard_safeguards *now) {
  add(page, "locked", answer(now, MEMCALL_LOCKED));
  add(page, "not in dumps", answer(now, MEMCALL_NO_DUMP));
  add(page, "gone after fork", fork_answer(context, now));
  add(page, "guard pages", answer(now, MEMCALL_GUARDED));
  add(page, "not merged", answer(now, MEMCALL_NO_MERGE));
  add(page, "secret memory", answer(now, MEMCALL_SECRET));
  add(page, "key closed", answer(now, MEMCALL_KEYED));
}

static const char *cipher_of(const memguard_context *context, memguard_aead aead) {
  if ((context->flags & MEMGUARD_SNAPSHOT_SAFE) != 0) return "XChaCha20-Poly1305";
  if (aead == MEMGUARD_AEAD_BY_CPU) return "what this CPU is best at";
  return aead == MEMGUARD_AES_256_GCM ? "AES-256-GCM" : "ChaCha20-Poly1305";
}

size_t memguard_context_describe(memguard_context *context, char *text, size_t capacity) {
  sheet page = {text, text != NULL ? capacity : 0, 0};
  memguard_report report = {.struct_size = sizeof report};
  if (page.capacity != 0) text[0] = '\0';
  if (memguard_context_report(context, &report) != MEMGUARD_OK) return 0;
  add_safeguards(&page, context, &report.now);
  add_bytes(&page, "lock limit", report.lock_limit);
  add_bytes(&page, "locked", report.lock_used);
  add_bytes(&page, "lock budget", report.lock_budget);
  add(&page, "sealed with", cipher_of(context, report.aead));
  return page.length;
}
