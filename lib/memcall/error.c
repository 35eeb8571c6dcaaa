/* error.c: this thread's last failure, and the sentence with the remedy that goes with it. No heap,
   no address. */
#include <inttypes.h>
#include <stdio.h>

#include "lib/memcall/internal.h"
#include "lib/memcall/version.h"

#define TEXT_SIZE 384

static _Thread_local memcall_error last = {MEMCALL_OK, "", 0,
                                           "nothing has failed in this thread yet"};
static _Thread_local char last_text[TEXT_SIZE];

/* --- Names ----------------------------------------------------------------------------------- */

const char *memcall_status_name(memcall_status status) {
  switch (status) {
    case MEMCALL_OK:
      return "MEMCALL_OK";
    case MEMCALL_ERR_INVALID:
      return "MEMCALL_ERR_INVALID";
    case MEMCALL_ERR_OVERFLOW:
      return "MEMCALL_ERR_OVERFLOW";
    case MEMCALL_ERR_NO_MEMORY:
      return "MEMCALL_ERR_NO_MEMORY";
    case MEMCALL_ERR_LOCK_LIMIT:
      return "MEMCALL_ERR_LOCK_LIMIT";
    case MEMCALL_ERR_DENIED:
      return "MEMCALL_ERR_DENIED";
    case MEMCALL_ERR_UNSUPPORTED:
      return "MEMCALL_ERR_UNSUPPORTED";
    case MEMCALL_ERR_SYSTEM:
      return "MEMCALL_ERR_SYSTEM";
    case MEMCALL_STATUS_LARGEST:
      break;
  }
  return "MEMCALL_ERR_?";
}

const char *memcall_version(void) { return SECUREMEMORY_VERSION; }

const memcall_error *memcall_last_error(void) { return &last; }

/* --- Sentences ------------------------------------------------------------------------------- */

#define OR_GO_WITHOUT "or allow unlocked memory with memguard_options_relaxed()"

/* The numbers are asked for again: they are what the reader has to change. */
static void describe_lock_limit(const char *operation) {
  const char *remedy = memcall_backend_remedy(MEMCALL_ERR_LOCK_LIMIT);
  size_t limit = MEMCALL_UNKNOWN, used = MEMCALL_UNKNOWN;
  if (memcall_backend_lock_limit(&limit, &used).status != MEMCALL_OK)
    limit = used = MEMCALL_UNKNOWN;
  if (limit == MEMCALL_UNKNOWN)
    (void)snprintf(last_text, TEXT_SIZE, "%s failed: no more memory may be locked; %s %s",
                   operation, remedy, OR_GO_WITHOUT);
  else if (limit == MEMCALL_UNLIMITED)
    (void)snprintf(last_text, TEXT_SIZE,
                   "%s failed: this process has no lock limit of its own, so a limit of the whole "
                   "system or the count of mappings is used up; free some, %s",
                   operation, OR_GO_WITHOUT);
  else if (used == MEMCALL_UNKNOWN)
    (void)snprintf(last_text, TEXT_SIZE, "%s failed: this process may lock %zu bytes; %s %s",
                   operation, limit, remedy, OR_GO_WITHOUT);
  else
    (void)snprintf(last_text, TEXT_SIZE,
                   "%s failed: this process may lock %zu bytes and has %zu locked; %s %s",
                   operation, limit, used, remedy, OR_GO_WITHOUT);
}

static void describe_no_memory(const char *operation) {
  (void)snprintf(
      last_text, TEXT_SIZE,
      "%s failed: address space, mappings, memory or large pages are used up; free some, "
      "or %s",
      operation, memcall_backend_remedy(MEMCALL_ERR_NO_MEMORY));
}

static void describe_unsupported(const char *operation) {
  const char *reason = memcall_backend_missing(operation);
  (void)snprintf(last_text, TEXT_SIZE,
                 "%s does not exist on %s: %s; ask for it as preferred, or not at all", operation,
                 memcall_backend_name(), reason != NULL ? reason : "this kernel or build lacks it");
}

static void describe_system(const char *operation, int64_t os_code) {
  (void)snprintf(last_text, TEXT_SIZE, "%s failed with the system's code %" PRId64, operation,
                 os_code);
}

/* What forbids it differs, and so does whom to ask. */
static const char *denied_sentence(void) {
  uint32_t traits = memcall_backend_traits();
  if (traits & MEMCALL_TRAIT_LOCK_NEEDS_PRIVILEGE)
    return "was denied: locking memory needs a privilege here (proc_lock_memory); grant it, or "
           "allow "
           "unlocked memory with memguard_options_relaxed()";
  if (traits & MEMCALL_TRAIT_MAP_PROTECTION_IS_CEILING)
    return "was denied: no call may add access that a mapping was made without, or a privilege is "
           "missing";
  return "was denied: a missing privilege, a seccomp filter or a W^X rule forbids it";
}

static const char *fixed_sentence(int status) {
  switch (status) {
    case MEMCALL_ERR_INVALID:
      return "refused its arguments: the range is not mapped, or not by this library";
    case MEMCALL_ERR_OVERFLOW:
      return "failed: the size, its rounding and its guards together do not fit size_t; ask for "
             "less";
    case MEMCALL_ERR_DENIED:
      return denied_sentence();
    default:
      return NULL;
  }
}

static void describe(int status, const char *operation, int64_t os_code) {
  const char *sentence = fixed_sentence(status);
  if (sentence != NULL)
    (void)snprintf(last_text, TEXT_SIZE, "%s %s", operation, sentence);
  else if (status == MEMCALL_ERR_LOCK_LIMIT)
    describe_lock_limit(operation);
  else if (status == MEMCALL_ERR_NO_MEMORY)
    describe_no_memory(operation);
  else if (status == MEMCALL_ERR_UNSUPPORTED)
    describe_unsupported(operation);
  else
    describe_system(operation, os_code);
}

/* --- Recording ------------------------------------------------------------------------------- */

int memcall_report(int status, const char *operation, int64_t os_code, const char *text) {
  if (text == NULL) describe(status, operation, os_code);
  last =
      (memcall_error){(memcall_status)status, operation, os_code, text != NULL ? text : last_text};
  return status;
}

memcall_status memcall_report_answer(memcall_answer answer) {
  if (answer.status == MEMCALL_OK) return MEMCALL_OK;
  return (memcall_status)memcall_report((int)answer.status, answer.operation, answer.os_code, NULL);
}
