/* stages.c: the steps that turn a plan into a region, in the order that the system's fact sheet
   gives. */
#include "lib/memcall/internal.h"

typedef memcall_answer (*stage_function)(const memcall_plan *plan, memcall_region *region);

/* --- Map ------------------------------------------------------------------------------------- */

static memcall_answer map_memory(const memcall_plan *plan, void **base) {
  int writable = memcall_backend_protection(MEMCALL_READ_WRITE);
  switch (plan->memory) {
    case MEMCALL_LARGE_PAGE:
      return memcall_lacking(memcall_backend_map_large(plan->total, writable, base));
    case MEMCALL_SECRET_MEMORY:
      return memcall_lacking(memcall_backend_map_secret(plan->total, writable, base));
    case MEMCALL_REGULAR:
    case MEMCALL_SECURE:
      break;
  }
  return memcall_too_large(memcall_backend_map(plan->total, writable, base));
}

static memcall_safeguards comes_with(memcall_kind memory) {
  if (memory == MEMCALL_LARGE_PAGE) return MEMCALL_LARGE;
  if (memory == MEMCALL_SECRET_MEMORY) return MEMCALL_SECRET | MEMCALL_LOCKED | MEMCALL_NO_DUMP;
  return 0;
}

/* The mapping is kept whole, because not every system can give back a part of one: the data is
   placed inside it. */
static memcall_answer map_stage(const memcall_plan *plan, memcall_region *region) {
  void *base = NULL;
  memcall_answer answer = map_memory(plan, &base);
  if (answer.status != MEMCALL_OK) return answer;
  uintptr_t misplaced = ((uintptr_t)base + plan->before) & (plan->alignment - 1);
  region->mapping.base = base;
  region->mapping.size = plan->total;
  region->mapping.kind = plan->memory == MEMCALL_REGULAR ? plan->kind : plan->memory;
  region->data =
      region->mapping.base + plan->before + (misplaced == 0 ? 0 : plan->alignment - misplaced);
  region->size = plan->data;
  region->in_force = comes_with(plan->memory);
  return answer;
}

/* --- Flags of the whole mapping -------------------------------------------------------------- */

static memcall_answer fork_stage(const memcall_plan *plan, memcall_region *region) {
  return memcall_fork_fresh(region->mapping.base, region->mapping.size, plan->fork_action);
}

static memcall_answer dumps_stage(const memcall_plan *plan, memcall_region *region) {
  (void)plan;
  return memcall_backend_exclude_from_dumps(region->mapping.base, region->mapping.size);
}

static memcall_answer merge_stage(const memcall_plan *plan, memcall_region *region) {
  (void)plan;
  return memcall_backend_exclude_from_merging(region->mapping.base, region->mapping.size);
}

/* --- Guards ---------------------------------------------------------------------------------- */

/* Large and secret pages refuse guard markers, but can lose access like any page. */
static memcall_answer guard(memcall_kind memory, void *address, size_t size) {
  if (size == 0) return memcall_yes();
  if (memory == MEMCALL_REGULAR) return memcall_backend_guard(address, size);
  return memcall_backend_protect(address, size, memcall_backend_protection(MEMCALL_NO_ACCESS));
}

/* Slack on a side that has guards becomes guard, so that it cannot be mistaken for data. */
static memcall_answer guards_stage(const memcall_plan *plan, memcall_region *region) {
  unsigned char *end = region->data + region->size,
                *mapping_end = region->mapping.base + region->mapping.size;
  size_t before = plan->before == 0 ? 0 : (size_t)(region->data - region->mapping.base);
  size_t after = plan->after == 0 ? 0 : (size_t)(mapping_end - end);
  memcall_answer answer = guard(plan->memory, region->mapping.base, before);
  if (answer.status != MEMCALL_OK) return answer;
  return guard(plan->memory, end, after);
}

/* --- Lock ------------------------------------------------------------------------------------ */

/* Only the data is locked: guards would be charged to the lock limit, which is scarcer than
   mappings. */
static memcall_answer lock_stage(const memcall_plan *plan, memcall_region *region) {
  memcall_answer answer = memcall_yes();
  if (plan->memory == MEMCALL_REGULAR)
    answer = memcall_forbid_large_pages(region->mapping.base, region->mapping.size);
  if (answer.status == MEMCALL_OK) answer = memcall_lock_once(region->data, region->size);
  if (answer.status != MEMCALL_OK) return answer;
  answer = memcall_make_resident(region->data, region->size);
  if (answer.status != MEMCALL_OK) (void)memcall_backend_unlock(region->data, region->size);
  return answer;
}

/* --- Protection key -------------------------------------------------------------------------- */

/* After the lock: pages become resident while this thread may write them. Guards are closed as it is. */
static memcall_answer key_stage(const memcall_plan *plan, memcall_region *region) {
  (void)plan;
  return memcall_close_by_key(region->data, region->size);
}

/* --- Running them ---------------------------------------------------------------------------- */

static const struct {
  stage_function run;
  memcall_safeguards brings;
} stages[] = {
    [MEMCALL_STAGE_FORK] = {fork_stage, MEMCALL_FORK_HANDLED},
    [MEMCALL_STAGE_DUMPS] = {dumps_stage, MEMCALL_NO_DUMP},
    [MEMCALL_STAGE_MERGE] = {merge_stage, MEMCALL_NO_MERGE},
    [MEMCALL_STAGE_GUARDS] = {guards_stage, MEMCALL_GUARDED},
    [MEMCALL_STAGE_LOCK] = {lock_stage, MEMCALL_LOCKED},
    [MEMCALL_STAGE_KEY] = {key_stage, MEMCALL_KEYED},
};

static bool guards_one_side_only(const memcall_plan *plan) {
  return plan->before == 0 || plan->after == 0;
}

/* A preferred safeguard that cannot be had is no failure; its bit stays away from in_force. */
static memcall_answer run_stage(const memcall_plan *plan, memcall_region *region,
                                memcall_stage stage) {
  memcall_safeguards brings = stages[stage].brings;
  if (((plan->require | plan->prefer) & ~region->in_force & brings) == 0) return memcall_yes();
  memcall_answer answer = memcall_lacking(stages[stage].run(plan, region));
  if (answer.status != MEMCALL_OK) return (plan->require & brings) != 0 ? answer : memcall_yes();
  if (stage == MEMCALL_STAGE_GUARDS && guards_one_side_only(plan)) return answer;
  region->in_force |= brings;
  return answer;
}

/* The sheet's order first; then the stages that it leaves out, whose operations say whether nature
   does them. */
static memcall_answer run_in_order(const memcall_plan *plan, memcall_region *region) {
  memcall_answer answer = memcall_yes();
  uint32_t done = 1u << MEMCALL_STAGE_MAP;
  for (const memcall_stage *next = memcall_backend_stages();
       *next != 0 && answer.status == MEMCALL_OK; next++) {
    if (*next != MEMCALL_STAGE_MAP) answer = run_stage(plan, region, *next);
    done |= 1u << *next;
  }
  for (unsigned stage = MEMCALL_STAGE_FORK;
       stage <= MEMCALL_STAGE_KEY && answer.status == MEMCALL_OK; stage++)
    if ((done & 1u << stage) == 0) answer = run_stage(plan, region, (memcall_stage)stage);
  return answer;
}

/* Last, because pages are locked and made resident while they can be written. */
static memcall_answer protect_data(const memcall_plan *plan, memcall_region *region) {
  if (plan->protection == MEMCALL_READ_WRITE) return memcall_yes();
  bool unlocks = plan->protection == MEMCALL_NO_ACCESS &&
                 (memcall_backend_traits() & MEMCALL_TRAIT_NO_ACCESS_UNLOCKS);
  if (unlocks && (plan->require & MEMCALL_LOCKED))
    return memcall_no(MEMCALL_ERR_UNSUPPORTED, "lock without access");
  if (unlocks) region->in_force &= ~MEMCALL_LOCKED;
  int number = memcall_backend_protection(plan->protection);
  return memcall_lacking(memcall_backend_protect(region->data, region->size, number));
}

memcall_answer memcall_run_stages(const memcall_plan *plan, memcall_region *region) {
  memcall_answer answer = map_stage(plan, region);
  if (answer.status == MEMCALL_OK) answer = run_in_order(plan, region);
  if (answer.status == MEMCALL_OK) answer = protect_data(plan, region);
  memcall_barrier();
  return answer;
}
