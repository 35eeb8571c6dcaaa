/* places.c: systems and contexts for acts to be done in. */
#include "tests/faults/enumerate.h"

/* So that every step that fails is a failure, as far as this system has it. */
static memguard_options required(void) {
  memguard_options options = memguard_options_default();
  options.no_dump = options.guards = options.no_merge = MEMGUARD_REQUIRE;
  options.refresh_interval_ms = 3600u * 1000u; /* nothing comes between */
  return options;
}

/* So that every step that fails is left out. */
static memguard_options relaxed(void) {
  memguard_options options = memguard_options_relaxed();
  options.refresh_interval_ms = 3600u * 1000u;
  return options;
}

/* What asks for more random bytes, more pages and more of the provider. */
static memguard_options shielded(void) {
  memguard_options options = required();
  options.flags = MEMGUARD_SHIELD | MEMGUARD_SNAPSHOT_SAFE | MEMGUARD_HIDE_LENGTH;
  return options;
}

static memguard_options inheriting(void) {
  memguard_options options = required();
  options.fork_action = MEMGUARD_FORK_INHERIT;
  return options;
}

/* Pages that are closed to whoever does not open them. */
static memguard_options keyed(void) {
  memguard_options options = required();
  options.protection_keys = MEMGUARD_REQUIRE;
  return options;
}

const faults_place faults_places[] = {
    {&fake_os_systems[0], false, "Linux", required},
    {&fake_os_systems[0], false, "LinuxRelaxed", relaxed},
    {&fake_os_systems[0], false, "LinuxShielded", shielded},
    {&fake_os_systems[0], false, "LinuxInheriting", inheriting},
    {&fake_os_systems[0], false, "LinuxKeyed", keyed},
    {&fake_os_systems[1], false, "OldLinux", required},
    {&fake_os_systems[2], false, "Mac", relaxed},
    {&fake_os_systems[3], true, "Windows", required},
    {&fake_os_systems[4], false, "NetBsd", required},
    {&fake_os_systems[5], false, "Solaris", required},
};
const size_t faults_places_count = sizeof faults_places / sizeof *faults_places;
