/* status.c: names of securememory's statuses. */
#include "lib/memguard/context/context.h"
#include "lib/securememory/factory.h"

#define SAME(name)                                                 \
  _Static_assert((int)SECUREMEMORY_##name == (int)MEMGUARD_##name, \
                 "one numbering in all "                           \
                 "libraries")
SAME(OK);
SAME(ERR_INVALID);
SAME(ERR_OVERFLOW);
SAME(ERR_NO_MEMORY);
SAME(ERR_LOCK_LIMIT);
SAME(ERR_DENIED);
SAME(ERR_UNSUPPORTED);
SAME(ERR_SYSTEM);
SAME(ERR_EXPIRED);
SAME(ERR_FORKED);
SAME(ERR_ACCESS);
SAME(ERR_TOO_SMALL);
SAME(ERR_AUTH);
SAME(ERR_END);
SAME(ERR_IO);
SAME(ERR_RANDOM);
SAME(ERR_CORRUPT);
SAME(ERR_BUSY);
SAME(ERR_CALLBACK);

const char *securememory_status_name(securememory_status status) {
  switch (status) {
#define NAME(name) \
  case name:       \
    return #name
    NAME(SECUREMEMORY_OK);
    NAME(SECUREMEMORY_ERR_INVALID);
    NAME(SECUREMEMORY_ERR_OVERFLOW);
    NAME(SECUREMEMORY_ERR_NO_MEMORY);
    NAME(SECUREMEMORY_ERR_LOCK_LIMIT);
    NAME(SECUREMEMORY_ERR_DENIED);
    NAME(SECUREMEMORY_ERR_UNSUPPORTED);
    NAME(SECUREMEMORY_ERR_SYSTEM);
    NAME(SECUREMEMORY_ERR_EXPIRED);
    NAME(SECUREMEMORY_ERR_FORKED);
    NAME(SECUREMEMORY_ERR_ACCESS);
    NAME(SECUREMEMORY_ERR_TOO_SMALL);
    NAME(SECUREMEMORY_ERR_AUTH);
    NAME(SECUREMEMORY_ERR_END);
    NAME(SECUREMEMORY_ERR_IO);
    NAME(SECUREMEMORY_ERR_RANDOM);
    NAME(SECUREMEMORY_ERR_CORRUPT);
    NAME(SECUREMEMORY_ERR_BUSY);
    NAME(SECUREMEMORY_ERR_CALLBACK);
    NAME(SECUREMEMORY_ERR_CLOSED);
    NAME(SECUREMEMORY_ERR_DEADLOCK);
    NAME(SECUREMEMORY_ERR_TIMEOUT);
    NAME(SECUREMEMORY_ERR_NO_TERMINAL);
    NAME(SECUREMEMORY_ERR_CANCELLED);
#undef NAME
  }
  return "SECUREMEMORY_ERR_?";
}

const char *securememory_version(void) { return memcall_version(); }

/* --- Sentences ------------------------------------------------------------------------------- */

static const char *sentence_of(securememory_status status) {
  switch (status) {
    case SECUREMEMORY_ERR_BUSY:
      return "secrets or streams of it are still alive; destroy them first";
    case SECUREMEMORY_ERR_EXPIRED:
      return "the secret was purged, or access to it could not be taken back";
    case SECUREMEMORY_ERR_FORKED:
      return "the secret stayed with the parent process";
    case SECUREMEMORY_ERR_CLOSED:
      return "the secret was closed";
    case SECUREMEMORY_ERR_DEADLOCK:
      return "this thread is inside the secret and would wait for itself; close it from outside, "
             "or "
             "destroy it, which does not wait";
    case SECUREMEMORY_ERR_TIMEOUT:
      return "somebody is still inside the secret; nobody else gets in, and the last one out wipes "
             "it";
    case SECUREMEMORY_ERR_NO_TERMINAL:
      return "this process has no terminal to ask at";
    case SECUREMEMORY_ERR_CANCELLED:
      return "the person at the terminal gave up";
    default:
      return NULL;
  }
}

/* memguard has sentences for its own numbers. */
securememory_status securememory_report_error(securememory_status status, const char *operation,
                                              const char *text) {
  if (text == NULL) text = sentence_of(status);
  return (securememory_status)memguard_report_error((memguard_status)status, operation, text);
}
