/* status.c: names of securememory's statuses. */
#include "lib/memcall/report.h"
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
    NAME(SECUREMEMORY_ERR_TOO_SMALL);
    NAME(SECUREMEMORY_ERR_AUTH);
    NAME(SECUREMEMORY_ERR_END);
    NAME(SECUREMEMORY_ERR_IO);
    NAME(SECUREMEMORY_ERR_RANDOM);
    NAME(SECUREMEMORY_ERR_CORRUPT);
    NAME(SECUREMEMORY_ERR_BUSY);
    NAME(SECUREMEMORY_ERR_CALLBACK);
    NAME(SECUREMEMORY_ERR_CLOSED);
#undef NAME
  }
  return "SECUREMEMORY_ERR_?";
}

const char *securememory_version(void) { return memcall_version(); }

securememory_status securememory_report_error(securememory_status status, const char *operation,
                                              const char *text) {
  if (text == NULL && status == SECUREMEMORY_ERR_BUSY)
    text = "secrets of it are still alive; destroy them first";
  return (securememory_status)memcall_report((int)status, operation, 0, text);
}
