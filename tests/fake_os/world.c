/* world.c: the state, its lock, and what it is at start. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fake_os/fake.h"

static fake_world the_world;
static atomic_flag taken = ATOMIC_FLAG_INIT;

#define LINUX_TRAITS                                                         \
  (MEMCALL_TRAIT_UNLOCK_BEFORE_FREE | MEMCALL_TRAIT_GUARDS_COST_NO_MAPPING | \
   MEMCALL_TRAIT_FORK_WIPE_LOSES_GUARDS | MEMCALL_TRAIT_HAS_FORK)

static const fake_absence first_absences[] = {
    {"os_encrypt", "this system encrypts nothing"},
    {"os_decrypt", "this system encrypts nothing"},
    {"harden_no_debugger", "no switch against tracers alone"},
    {"harden_error_dialogs", "no dialogs"},
    {"harden_mitigations", "no mitigations"},
};

static const fake_probe first_probes[] = {
    {"guard_markers", 1}, {"fork_wipe", 1},      {"memfd_secret", 1},    {"mlock2", 1},
    {"os_encrypt", 0},    {"populate_write", 1}, {"protection_keys", 1},
};

static void bury_for_good(fake_world *world) {
  for (size_t i = 0; i < world->grave_count; i++) free(world->graves[i].memory);
  free(world->graves);
}

/* Live state is kept aside while everything else is made new. */
static void set_up(fake_world *world) {
  fake_world kept = *world;
  bury_for_good(world);
  memset(world, 0, sizeof *world);
  world->mappings = kept.mappings;
  world->live = kept.live;
  world->room = kept.room;
  world->mapping_count = kept.mapping_count;
  world->mapped_bytes = kept.mapped_bytes;
  world->locked_pages = kept.locked_pages;
  world->large_pages_used = kept.large_pages_used;
  world->process = kept.process != 0 ? kept.process : 100;
  world->keys = kept.keys;
  memcpy(world->prepare, kept.prepare, sizeof kept.prepare);
  memcpy(world->parent, kept.parent, sizeof kept.parent);
  world->fork_handlers = kept.fork_handlers;
  world->is_set_up = true;
  world->traits = LINUX_TRAITS;
  world->limits = (fake_os_limits){8u << 20, (size_t)4 << 30, 65530, 4, false};
  memcpy(world->absences, first_absences, sizeof first_absences);
  memcpy(world->probes, first_probes, sizeof first_probes);
  world->last_offence = "";
  world->random = 1;
  world->stack_room = MEMCALL_UNKNOWN;
}

fake_world *fake_try_to_enter(void) {
  if (atomic_flag_test_and_set_explicit(&taken, memory_order_acquire)) return NULL;
  if (!the_world.is_set_up) set_up(&the_world);
  return &the_world;
}

fake_world *fake_enter(void) {
  fake_world *world = fake_try_to_enter();
  for (; world == NULL; world = fake_try_to_enter()) memcall_host_yield();
  return world;
}

void fake_leave(void) { atomic_flag_clear_explicit(&taken, memory_order_release); }

void fake_os_reset(void) {
  fake_world *world = fake_enter();
  set_up(world);
  fake_leave();
}

/* --- Settings -------------------------------------------------------------------------------- */

void fake_os_wear(uint32_t traits) {
  fake_enter()->traits = traits;
  fake_leave();
}

bool fake_wears(const fake_world *world, uint32_t trait) {
  const uint32_t need_markers =
      MEMCALL_TRAIT_GUARDS_COST_NO_MAPPING | MEMCALL_TRAIT_FORK_WIPE_LOSES_GUARDS;
  if ((trait & need_markers) != 0 && !fake_probed(world, "guard_markers")) return false;
  return (world->traits & trait) != 0;
}

void fake_os_take_away(const char *operation, const char *reason) {
  fake_world *world = fake_enter();
  fake_absence *absence = world->absences;
  while (absence->operation != NULL && strcmp(absence->operation, operation) != 0) absence++;
  *absence = (fake_absence){operation, reason};
  fake_leave();
}

fake_os_limits fake_os_get_limits(void) {
  fake_os_limits limits = fake_enter()->limits;
  fake_leave();
  return limits;
}

void fake_os_set_limits(fake_os_limits limits) {
  fake_enter()->limits = limits;
  fake_leave();
}

fake_os_usage fake_os_used(void) {
  fake_world *world = fake_enter();
  fake_os_usage usage = {world->locked_pages * FAKE_PAGE, world->mapped_bytes, world->mapping_count,
                         world->live};
  fake_leave();
  return usage;
}

/* --- Offences -------------------------------------------------------------------------------- */

void fake_offend(fake_world *world, const char *offence) {
  world->offences++;
  world->last_offence = offence;
}

size_t fake_os_offences(void) {
  size_t offences = fake_enter()->offences;
  fake_leave();
  return offences;
}

const char *fake_os_last_offence(void) {
  const char *offence = fake_enter()->last_offence;
  fake_leave();
  return offence;
}
