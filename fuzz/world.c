/* world.c: see world.h. */
#include "fuzz/world.h"

#include <stdio.h>

#include "fuzz/model.h"
#include "fuzz/ops.h"
#include "memguard/memguard.h"
#include "tests/fake_os/fake_os.h"

#define PAGE ((size_t)4096)

/* Address space costs time even where nothing is in it: a heap takes half of this. */
#define SPACE ((size_t)3 << 20)
#define LOCKS ((size_t)1 << 20)

static fake_os_usage before;
static fake_os_fault fault;
static bool limited, leftovers, powerless, lost;

/* --- Faults ---------------------------------------------------------------------------------- */

static const char *const kOperations[] = {
    NULL,
    "map",
    "unmap",
    "protect",
    "lock",
    "unlock",
    "guard",
    "unguard",
    "exclude_from_dumps",
    "exclude_from_merging",
    "fork_wipe",
    "small_pages",
    "discard",
    "random",
    "map_sparse",
    "is_mapped",
    "host_read",
    "host_write",
    "fork_inherit",
    "fork_exclude",
    "key_alloc",
    "key_protect",
};
static const memcall_status kStatuses[] = {MEMCALL_ERR_NO_MEMORY, MEMCALL_ERR_LOCK_LIMIT,
                                           MEMCALL_ERR_DENIED, MEMCALL_ERR_SYSTEM};

void fuzz_world_fault(const size_t *a);
void fuzz_world_no_faults(const size_t *a);
void fuzz_world_limit_locks(const size_t *a);
void fuzz_world_limit_space(const size_t *a);
void fuzz_world_clock(const size_t *a);

void fuzz_world_fault(const size_t *a) {
  fault =
      (fake_os_fault){.operation = kOperations[a[0] % (sizeof kOperations / sizeof *kOperations)],
                      .nth = 1 + a[1] % 128,
                      .persistent = a[1] >= 128,
                      .status = kStatuses[a[2] % (sizeof kStatuses / sizeof *kStatuses)],
                      .os_code = 5};
  fake_os_plan(fault);
}

void fuzz_world_no_faults(const size_t *a) {
  (void)a;
  fault = (fake_os_fault){.nth = 0};
  fake_os_plan(fault);
}

void fuzz_world_limit_locks(const size_t *a) {
  fake_os_limits limits = fake_os_get_limits();
  limits.locked_bytes = before.locked_bytes + a[0] * PAGE;
  fake_os_set_limits(limits);
  limited = true;
}

void fuzz_world_limit_space(const size_t *a) {
  fake_os_limits limits = fake_os_get_limits();
  limits.mapped_bytes = before.mapped_bytes + a[0] * 4 * PAGE;
  fake_os_set_limits(limits);
  limited = true;
}

void fuzz_world_clock(const size_t *a) { fake_os_advance_clock(a[0]); }

/* The plan begins anew, or each later operation would be excused as well. */
void fuzz_world_step(void) {
  if (!fake_os_fault_happened()) return;
  leftovers = true;
  (void)fuzz_powerless();
  fault.nth = fault.persistent ? 1 : 0;
  fake_os_plan(fault);
}

/* --- Answers --------------------------------------------------------------------------------- */

bool fuzz_disturbed(void) { return fake_os_fault_happened(); }
bool fuzz_powerless(void) {
  powerless |= fake_os_fault_happened() && fault.operation == NULL && fault.persistent;
  return powerless;
}
bool fuzz_limited(void) { return limited; }
void fuzz_limit(void) { limited = true; }

static bool is_scarcity(unsigned status) {
  return status == MEMGUARD_ERR_NO_MEMORY || status == MEMGUARD_ERR_LOCK_LIMIT;
}

static bool is_failure(unsigned status) {
  return (status >= MEMGUARD_ERR_NO_MEMORY && status <= MEMGUARD_ERR_SYSTEM) ||
         status == MEMGUARD_ERR_RANDOM;
}

static bool is_short_of(size_t wanted) {
  fake_os_usage used = fake_os_used();
  return limited || wanted > LOCKS / 8 || used.locked_bytes - before.locked_bytes > LOCKS / 4 ||
         used.mapped_bytes - before.mapped_bytes > SPACE - LOCKS / 4;
}

bool fuzz_ok(unsigned status, unsigned expected, size_t wanted) {
  bool excused =
      (fuzz_disturbed() && is_failure(status)) || (is_scarcity(status) && is_short_of(wanted));
  if (status != expected && !excused) {
    fprintf(stderr, "answered %s, expected %s; last error: %s: %s\n",
            memguard_status_name((memguard_status)status),
            memguard_status_name((memguard_status)expected), memcall_last_error()->operation,
            memcall_last_error()->text);
    fake_os_usage used = fake_os_used();
    fprintf(stderr, "locked %zu KiB of %zu, mapped %zu KiB of %zu\n",
            (used.locked_bytes - before.locked_bytes) >> 10, LOCKS >> 10,
            (used.mapped_bytes - before.mapped_bytes) >> 10, SPACE >> 10);
    FUZZ_CHECK(status == expected);
  }
  return status == MEMGUARD_OK;
}

bool fuzz_got(const void *pointer, unsigned expected, size_t wanted) {
  unsigned status = pointer != NULL ? MEMGUARD_OK : (unsigned)memcall_last_error()->status;
  return fuzz_ok(status, expected, wanted);
}

/* --- Before and after ------------------------------------------------------------------------ */

static void start(void) {
  fake_os_reset();
  fake_os_set_limits((fake_os_limits){before.locked_bytes + LOCKS, before.mapped_bytes + SPACE,
                                      SIZE_MAX, 4, false});
  fault = (fake_os_fault){.nth = 0};
  limited = leftovers = powerless = lost = false;
}

/* What exists once in a process comes into being here, and is no leak of any run. */
void fuzz_world_warm_up(void) {
  memguard_context *context = NULL;
  memguard_enclave *enclave = NULL;
  unsigned char byte = 1;
  start();
  memguard_options options = memguard_options_default();
  options.fork_action = MEMGUARD_FORK_INHERIT;
  FUZZ_CHECK(memguard_context_new(&options, &context) == MEMGUARD_OK);
  FUZZ_CHECK(memguard_enclave_new_copy(context, &byte, 1, &enclave) == MEMGUARD_OK);
  memguard_free(context, memguard_malloc(context, 1));
  memguard_enclave_destroy(enclave);
  FUZZ_CHECK(memguard_context_destroy(context) == MEMGUARD_OK);
  fake_os_keep();
}

void fuzz_world_begin(void) {
  before = fake_os_used();
  start();
}

void fuzz_world_calm(void) {
  fuzz_world_no_faults(NULL);
  fake_os_set_limits((fake_os_limits){MEMCALL_UNLIMITED, MEMCALL_UNLIMITED, SIZE_MAX, 4, true});
}

void fuzz_no_secret_left(void) {
  FUZZ_CHECK(lost || fake_os_find(fuzz_mark, FUZZ_MARK, true) == 0);
}

void fuzz_last_chance(void) { lost |= fuzz_powerless(); }

/* What the system would not take back is tried again with the next region that is given back. In a run that follows,
   its address may be another's. */
static void give_back_the_rest(void) {
  memguard_context *context = NULL;
  FUZZ_CHECK(memguard_context_new(NULL, &context) == MEMGUARD_OK);
  FUZZ_CHECK(memguard_context_destroy(context) == MEMGUARD_OK);
}

/* Pages that stay are wiped, and nobody has them any more. */
void fuzz_world_end(void) {
  give_back_the_rest();
  fake_os_usage after = fake_os_used();
  fuzz_no_secret_left();
  if (!leftovers) {
    FUZZ_CHECK(after.live == before.live && after.mapped_bytes == before.mapped_bytes);
    FUZZ_CHECK(after.locked_bytes == before.locked_bytes);
  }
  if (fake_os_offences() != 0) fuzz_failed(__FILE__, __LINE__, fake_os_last_offence());
  fake_os_drop();
}

void fuzz_become_child(bool keeps) {
  leftovers |= keeps;
  fake_os_fork_begin();
  fake_os_fork_child();
}
