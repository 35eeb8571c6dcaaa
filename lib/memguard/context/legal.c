/* legal.c: what may be asked for together, and what this system has, as tables. */
#include <stddef.h>
#include <string.h>

#include "lib/memcall/backend/backend.h"
#include "lib/memguard/context/options.h"

#define OPTION(name) offsetof(memguard_options, name)
#define IS(value) (1u << (value))
#define WANTED (IS(MEMGUARD_REQUIRE) | IS(MEMGUARD_PREFER))
#define CHOSEN (IS(MEMGUARD_FORK_WIPE) | IS(MEMGUARD_FORK_EXCLUDE) | IS(MEMGUARD_FORK_INHERIT))

/* --- Together -------------------------------------------------------------------------------- */

/* `one` with a value of `ones` contradicts `other` with a value of `others`. */
static const struct contradiction {
  size_t one;
  unsigned ones;
  size_t other;
  unsigned others;
  const char *sentence;
} kContradictions[] = {
    {OPTION(fork), IS(MEMGUARD_OFF), OPTION(fork_action), CHOSEN,
     "fork is OFF, so no fork_action is taken; leave it MEMGUARD_FORK_DEFAULT"},
    {OPTION(secret_memory), WANTED, OPTION(fork_action), IS(MEMGUARD_FORK_INHERIT),
     "a child would not get a copy of secret memory but share it; fork_action must be "
     "MEMGUARD_FORK_EXCLUDE or DEFAULT"},
    {OPTION(secret_memory), WANTED, OPTION(fork_action), IS(MEMGUARD_FORK_WIPE),
     "secret memory cannot be zeros in a child; fork_action must be MEMGUARD_FORK_EXCLUDE or "
     "DEFAULT"},
    {OPTION(secret_memory), WANTED, OPTION(fork), IS(MEMGUARD_OFF),
     "a child would share secret memory; fork must not be OFF"},
    {OPTION(secret_memory), WANTED, OPTION(lock), IS(MEMGUARD_OFF),
     "secret memory is always locked; lock must not be OFF"},
    {OPTION(secret_memory), WANTED, OPTION(no_dump), IS(MEMGUARD_OFF),
     "secret memory is in no dump; no_dump must not be OFF"},
};

/* All of them are enumerations. */
static unsigned value_of(const memguard_options *options, size_t option) {
  memguard_policy value;
  memcpy(&value, (const unsigned char *)options + option, sizeof value);
  return IS((unsigned)value);
}
_Static_assert(sizeof(memguard_policy) == sizeof(memguard_fork_action), "both are read as one");

const char *memguard_options_contradiction(const memguard_options *options) {
  for (size_t i = 0; i < sizeof kContradictions / sizeof *kContradictions; i++) {
    const struct contradiction *row = &kContradictions[i];
    if ((value_of(options, row->one) & row->ones) != 0 &&
        (value_of(options, row->other) & row->others) != 0)
      return row->sentence;
  }
  return NULL;
}

/* --- Here ------------------------------------------------------------------------------------ */

/* What each required safeguard needs of a system, by fact sheet name. That a lock limit is used up
   or a privilege missing is another matter: it may change, and each allocation says so. */
static const struct need {
  memcall_safeguards one;
  const char *operation;
} kNeeds[] = {
    {MEMCALL_LOCKED, "lock"},       {MEMCALL_NO_DUMP, "exclude_from_dumps"},
    {MEMCALL_GUARDED, "guard"},     {MEMCALL_NO_MERGE, "exclude_from_merging"},
    {MEMCALL_SECRET, "map_secret"}, {MEMCALL_KEYED, "key_protect"},
};

static const char *fork_operation(const memguard_context *context) {
  if (context->fork_action == MEMCALL_FORK_INHERIT) return "fork_inherit";
  return context->fork_action == MEMCALL_FORK_WIPE ? "fork_wipe" : "fork_exclude";
}

const char *memguard_options_lacking(const memguard_context *context) {
  for (size_t i = 0; i < sizeof kNeeds / sizeof *kNeeds; i++)
    if ((context->require & kNeeds[i].one) != 0 &&
        memcall_backend_missing(kNeeds[i].operation) != NULL)
      return kNeeds[i].operation;
  if ((context->require & MEMCALL_FORK_HANDLED) == 0) return NULL;
  const char *operation = fork_operation(context);
  return memcall_backend_missing(operation) != NULL ? operation : NULL;
}
