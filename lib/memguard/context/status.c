/* status.c: names and sentences of memguard's statuses. */
#include "lib/memcall/report.h"
#include "lib/memguard/context/context.h"

#define SAME(name) \
  _Static_assert((int)MEMGUARD_##name == (int)MEMCALL_##name, "one numbering in all libraries")
SAME(OK);
SAME(ERR_INVALID);
SAME(ERR_OVERFLOW);
SAME(ERR_NO_MEMORY);
SAME(ERR_LOCK_LIMIT);
SAME(ERR_DENIED);
SAME(ERR_UNSUPPORTED);
SAME(ERR_SYSTEM);

#define FIRST MEMGUARD_ERR_EXPIRED

static const struct {
  const char *name, *sentence;
} kOwn[] = {
    {"MEMGUARD_ERR_EXPIRED", "the content is gone: it was purged or sealed away"},
    {"MEMGUARD_ERR_FORKED", "the content stayed with the parent process"},
    {"MEMGUARD_ERR_ACCESS",
     "the buffer's protection does not allow this; melt it to write, freeze it to read"},
    {"MEMGUARD_ERR_TOO_SMALL",
     "the destination is too small; the size it needs is in the out-parameter"},
    {"MEMGUARD_ERR_AUTH", "the ciphertext was changed, or belongs to another key"},
    {"MEMGUARD_ERR_END", "there is nothing left to read"},
    {"MEMGUARD_ERR_IO", "the source or sink failed"},
    {"MEMGUARD_ERR_RANDOM", "the system gave no random bytes"},
    {"MEMGUARD_ERR_CORRUPT", "a canary is broken: something wrote beside its object"},
    {"MEMGUARD_ERR_BUSY", "objects of it are still alive; destroy them first"},
    {"MEMGUARD_ERR_CALLBACK", "the callback returned non-zero"},
};

/* memcall's names with this library's prefix: a number means the same, but its owner reads better.
 */
static const char *const kShared[] = {
    "MEMGUARD_OK",
    "MEMGUARD_ERR_INVALID",
    "MEMGUARD_ERR_OVERFLOW",
    "MEMGUARD_ERR_NO_MEMORY",
    "MEMGUARD_ERR_LOCK_LIMIT",
    "MEMGUARD_ERR_DENIED",
    "MEMGUARD_ERR_UNSUPPORTED",
    "MEMGUARD_ERR_SYSTEM",
};

static bool is_own(int status) {
  return status >= FIRST && status < FIRST + (int)(sizeof kOwn / sizeof *kOwn);
}

const char *memguard_status_name(memguard_status status) {
  int number = (int)status;
  if (is_own(number)) return kOwn[number - FIRST].name;
  return number >= 0 && number < (int)(sizeof kShared / sizeof *kShared) ? kShared[number]
                                                                         : "MEMGUARD_ERR_?";
}

const char *memguard_version(void) { return memcall_version(); }

memguard_status memguard_report_error(memguard_status status, const char *operation,
                                      const char *text) {
  if (text == NULL && is_own((int)status)) text = kOwn[(int)status - FIRST].sentence;
  return (memguard_status)memcall_report((int)status, operation, 0, text);
}
