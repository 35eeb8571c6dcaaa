/* generated from platforms/{FILE}.bzl by lib/memcall/backend/generate.bzl; do not edit.
   To write it anew: tools/bazel run //lib/memcall/backend:update */
#if !({GUARD})
#error "this backend is for {NAME}"
#endif

{DEFINES}{INCLUDES}
#include "lib/memcall/backend/backend.h"
#include "lib/memcall/backend/support.h"

{DEFINE_IF_MISSING}{PARTS}
/* --- The numbers that the fact sheet documents ---------------------------------- */

{NUMBERS}
/* --- Probes --------------------------------------------------------------------- */

enum {
{PROBE_ENUMERATORS}  PROBES
};
static memcall_probe memcall_probes[PROBES + 1];
#define memcall_probed(probe) memcall_probe_says_yes(&memcall_probes[probe])

{PROBES}static memcall_probe memcall_probes[PROBES + 1] = {
{PROBE_ROWS}    {NULL, NULL, MEMCALL_NOT_ASKED},
};

int memcall_backend_probe(const char *name) {
  memcall_probe *probe = memcall_probe_named(memcall_probes, name);
  return probe == NULL ? -1 : memcall_probe_says_yes(probe);
}

bool memcall_backend_set_probe(const char *name, int answer) {
  memcall_probe *probe = memcall_probe_named(memcall_probes, name);
  if (probe != NULL) {
    memcall_probe_set(probe, answer);
  }
  return probe != NULL;
}

/* --- What the system is like ---------------------------------------------------- */

const char *memcall_backend_name(void) { return "{NAME}"; }

const memcall_stage *memcall_backend_stages(void) {
  static const memcall_stage stages[] = {
{STAGES}      0,
  };
  return stages;
}

uint32_t memcall_backend_traits(void) {
  uint32_t traits = 0;
{TRAITS}  return traits;
}

const char *memcall_backend_missing(const char *name) {
  static const memcall_absence absences[] = {
{ABSENCES}      {NULL, NULL},
  };
  return memcall_absence_named(absences, name);
}

const char *memcall_backend_remedy(memcall_status status) {
  switch (status) {
{REMEDIES}    default: return NULL;
  }
}

int memcall_backend_protection(memcall_protection protection) {
  switch (protection) {
{PROTECTIONS}  }
  return -1;
}

/* --- Operations ----------------------------------------------------------------- */

/* What codes mean where an operation's own table does not say. */
#define COMMON_MEANINGS \
{COMMON_ROWS}  {0, MEMCALL_ERR_SYSTEM}
static const memcall_meaning common_meanings[] = {
    COMMON_MEANINGS,
};

{OPERATIONS}