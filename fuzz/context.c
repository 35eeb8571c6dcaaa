/* context.c: see context.h. */
#include "fuzz/context.h"

#include "fuzz/ops.h"
#include "fuzz/world.h"

static size_t violations;
static memguard_violation_kind last_kind;

static void note(const memguard_violation *what, void *user) {
  (void)user;
  violations++;
  last_kind = what->kind;
}

size_t fuzz_violations(memguard_violation_kind *kind) {
  size_t count = violations;
  violations = 0;
  *kind = last_kind;
  return count;
}

bool fuzz_excludes(size_t config) { return (config & FUZZ_FORK) == 4; }
bool fuzz_inherits(size_t config) { return (config & FUZZ_FORK) == 8; }

static uint32_t flags_of(size_t config) {
  return ((config & FUZZ_PURGE_HEAP) != 0 ? MEMGUARD_PURGE_HEAP : 0) |
         ((config & FUZZ_SHIELD) != 0 ? MEMGUARD_SHIELD : 0) |
         ((config & FUZZ_SNAPSHOT_SAFE) != 0 ? MEMGUARD_SNAPSHOT_SAFE : 0) |
         ((config & FUZZ_HIDE_LENGTH) != 0 ? MEMGUARD_HIDE_LENGTH : 0);
}

memguard_options fuzz_options(size_t config) {
  memguard_options options = memguard_options_default();
  if ((config & FUZZ_LOCK) == 1) options.lock = MEMGUARD_PREFER;
  if ((config & FUZZ_LOCK) == 2) options.lock = MEMGUARD_OFF;
  if (fuzz_excludes(config)) options.fork_action = MEMGUARD_FORK_EXCLUDE;
  if (fuzz_inherits(config)) options.fork_action = MEMGUARD_FORK_INHERIT;
  if ((config & FUZZ_NO_GUARDS) != 0) options.guards = MEMGUARD_OFF;
  if ((config & FUZZ_BUDGET) != 0) options.lock_budget = 24 * memcall_page_size();
  if ((config & (FUZZ_AES | FUZZ_SNAPSHOT_SAFE)) == FUZZ_AES) options.aead = MEMGUARD_AES_256_GCM;
  options.flags = flags_of(config);
  options.on_violation = note;
  return options;
}

memguard_context *fuzz_context_new(size_t config) {
  const memguard_options options = fuzz_options(config);
  memguard_context *context = NULL;
  if ((config & FUZZ_BUDGET) != 0) fuzz_limit();
  violations = 0;
  FUZZ_CHECK(memguard_context_new(&options, &context) == MEMGUARD_OK);
  return context;
}

void fuzz_context_end(memguard_context *context) {
  memguard_violation_kind kind;
  memguard_trim(context);
  fuzz_no_secret_left();
  FUZZ_CHECK(memguard_verify(context) == MEMGUARD_OK);
  FUZZ_CHECK(memguard_context_destroy(context) == MEMGUARD_OK);
  FUZZ_CHECK(fuzz_violations(&kind) == 0);
}
