/* doctor.h: what this machine gives to secrets and what it lacks, each with the command that
   changes it. */
#ifndef TOOLS_SECMEM_DOCTOR_DOCTOR_H
#define TOOLS_SECMEM_DOCTOR_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "memcall/memcall.h"

/* Note: worth knowing, no fault. Warn: secrets are worse off than they could be. */
typedef enum doctor_level { DOCTOR_OK, DOCTOR_NOTE, DOCTOR_WARN } doctor_level;

typedef struct doctor_finding {
  doctor_level level;
  const char *name;    /* static storage, as all but value */
  char value[160];     /* what was found */
  const char *meaning; /* for secrets; "" when the value says it */
  const char *fix;     /* a command, or what to ask for; "" when there is nothing to do */
} doctor_finding;

enum { DOCTOR_MOST = 48 };

typedef struct doctor_findings {
  size_t count;
  doctor_finding all[DOCTOR_MOST];
} doctor_findings;

#if defined(__GNUC__)
#define DOCTOR_PRINTF __attribute__((format(printf, 6, 7)))
#else
#define DOCTOR_PRINTF
#endif
void doctor_add(doctor_findings *to, doctor_level level, const char *name, const char *meaning,
                const char *fix, const char *value, ...) DOCTOR_PRINTF;

const char *doctor_level_name(doctor_level level);

/* What the library knows on every system, and what only Linux has. */
void doctor_look_at_limits(doctor_findings *to);
void doctor_look_at_safeguards(doctor_findings *to);
void doctor_look_at_system(doctor_findings *to);

/* What this system's users do about a safeguard that is missing, and about a low lock limit; "" where
   nothing helps. Static storage. */
const char *doctor_fix_for(memcall_safeguards bit);
const char *doctor_fix_for_locks(void);

/* What a context with these options gets here: its description, or the reason why there is none. */
typedef struct doctor_context {
  const char *options;
  bool works;
  char text[600];
} doctor_context;
void doctor_look_at_contexts(doctor_context out[2]);

/* `secmem doctor`. Returns the exit status, 0. */
int doctor_command(bool as_json, bool no_color);

#endif
