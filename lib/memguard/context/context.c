/* context.c: making, entering and ending contexts. */
#include "lib/memguard/context/context.h"

#include <stdlib.h>

#include "lib/memguard/context/at_fork.h"
#include "lib/memguard/context/options.h"
#include "lib/memguard/context/process.h"

static _Atomic uint64_t last_id;

/* --- Set-up ---------------------------------------------------------------------------------- */

/* The settings go to a page of their own that is read-only from here on. A child keeps them: it
 * frees slots of its own. */
static memguard_status seal_settings(memguard_context *context, const memguard_settings *settings) {
  memcall_request request = memcall_request_of(sizeof *settings, MEMCALL_REGULAR);
  request.prefer = MEMCALL_NO_DUMP | MEMCALL_NO_MERGE;
  memguard_note_operation(context);
  memcall_status status = memcall_alloc_request(&request, &context->settings_page);
  if (status != MEMCALL_OK) return (memguard_status)status;
  memguard_settings *page = (memguard_settings *)(void *)context->settings_page.data;
  *page = *settings;
  status = memcall_random(&page->canary, sizeof page->canary);
  if (status != MEMCALL_OK)
    return memguard_report_error(MEMGUARD_ERR_RANDOM, "memguard_context_new", NULL);
  context->settings = page;
  memguard_note_operation(context);
  return (memguard_status)memcall_protect(page, context->settings_page.size, MEMCALL_READ_ONLY);
}

static memguard_status enroll(memguard_context *context) {
  context->entry = memguard_registry_add(memguard_contexts(), context);
  if (context->entry == NULL)
    return memguard_report_error(MEMGUARD_ERR_NO_MEMORY, "memguard_context_new", NULL);
  context->id = atomic_fetch_add(&last_id, 1) + 1;
  atomic_store_explicit(&context->ready, 1, memory_order_release);
  return MEMGUARD_OK;
}

static memguard_status set_up(memguard_context *context, const memguard_options *options) {
  memguard_settings settings = {0};
  memguard_status status = memguard_options_apply(options, context, &settings);
  if (status == MEMGUARD_OK) status = memguard_fork_watch();
  if (status == MEMGUARD_OK && context->inherits)
    status = (memguard_status)memguard_at_fork_watch();
  if (status == MEMGUARD_OK) status = seal_settings(context, &settings);
  if (status == MEMGUARD_OK) status = enroll(context);
  if (status != MEMGUARD_OK) memguard_give_region(&context->settings_page);
  return status;
}

memguard_status memguard_context_new(const memguard_options *options, memguard_context **out) {
  if (out == NULL)
    return memguard_report_error(MEMGUARD_ERR_INVALID, "memguard_context_new", "out is NULL");
  *out = NULL;
  memguard_fork_check();
  memguard_context *context = calloc(1, sizeof *context);
  if (context == NULL)
    return memguard_report_error(MEMGUARD_ERR_NO_MEMORY, "memguard_context_new", NULL);
  memguard_status status = set_up(context, options);
  if (status != MEMGUARD_OK) {
    free(context);
    return status;
  }
  *out = context;
  return MEMGUARD_OK;
}

/* --- Contexts that are set up late ----------------------------------------------------------- */

static const memguard_options kDefaults = {.struct_size = sizeof kDefaults};
static memguard_context default_context = {.late = &kDefaults};

memguard_context *memguard_default_context(void) { return &default_context; }

/* Those whose set-up has begun: a child has to open their locks. */
static _Atomic(memguard_context *) late_contexts[MEMGUARD_LATE_CONTEXTS];

/* Every thread that is about to take the lock makes sure, so none holds it unlisted. */
static memguard_status list_late(memguard_context *context) {
  for (size_t i = 0; i < MEMGUARD_LATE_CONTEXTS; i++) {
    memguard_context *found = NULL;
    if (atomic_compare_exchange_strong(&late_contexts[i], &found, context) || found == context)
      return MEMGUARD_OK;
  }
  return memguard_report_error(MEMGUARD_ERR_NO_MEMORY, "context",
                               "there are more contexts of this kind than the library has");
}

/* Forks are watched before the lock is taken: a child whose parent's thread holds it notices. */
static memguard_status set_up_late(memguard_context *context) {
  memguard_status status = memguard_fork_watch();
  if (status == MEMGUARD_OK) status = list_late(context);
  if (status != MEMGUARD_OK) return status;
  memguard_lock_acquire(&context->lock);
  if (atomic_load(&context->ready) == 0) {
    context->require = context->prefer = 0; /* a first try may have failed half-way */
    status = set_up(context, context->late);
  }
  memguard_lock_release(&context->lock);
  return status;
}

/* In a child: if a thread of the parent was just setting one up, that thread is not here to finish.
 */
void memguard_late_forked(void) {
  for (size_t i = 0; i < MEMGUARD_LATE_CONTEXTS; i++) {
    memguard_context *context = atomic_load(&late_contexts[i]);
    if (context != NULL && atomic_load(&context->ready) == 0) memguard_lock_open(&context->lock);
  }
}

memguard_status memguard_enter_slowly(memguard_context *context) {
  if (context == NULL)
    return memguard_report_error(MEMGUARD_ERR_INVALID, "context",
                                 "the context is NULL; was its constructor checked?");
  memguard_fork_check();
  if (atomic_load_explicit(&context->ready, memory_order_acquire) != 0) return MEMGUARD_OK;
  return set_up_late(context);
}

/* --- The end --------------------------------------------------------------------------------- */

static void destroy_parts(memguard_context *context) {
  memguard_part *part;
  for (int id = 0; (part = memguard_part_next(context, &id)) != NULL;) part->calls->destroy(part);
}

memguard_status memguard_context_destroy(memguard_context *context) {
  if (context == NULL) return MEMGUARD_OK;
  if (context->late != NULL)
    return memguard_report_error(MEMGUARD_ERR_INVALID, "memguard_context_destroy",
                                 "this context lives as long as the process");
  memguard_fork_check();
  if (memguard_live(context) != 0)
    return memguard_report_error(MEMGUARD_ERR_BUSY, "memguard_context_destroy", NULL);
  memguard_registry_remove(memguard_contexts(), context->entry);
  destroy_parts(context);
  memguard_give_region(&context->settings_page);
  free(context);
  return MEMGUARD_OK;
}
