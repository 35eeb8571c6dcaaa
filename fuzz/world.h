/* world.h: the fake system around one run of a target: how it starts, which failures excuse a call,
   and what must be true of it when all is over. */
#ifndef FUZZ_WORLD_H
#define FUZZ_WORLD_H

#include <stdbool.h>
#include <stddef.h>

/* --- For ops.c ------------------------------------------------------------------------------- */

void fuzz_world_warm_up(void);
void fuzz_world_begin(void);
void fuzz_world_step(void); /* after each operation: a fault that happened is over */
void fuzz_world_calm(void); /* from here on nothing fails */
void fuzz_world_end(void);  /* nothing is left: mappings, locks, secrets, offences */

/* --- For targets ----------------------------------------------------------------------------- */

/* Each call's answer is what the model says, or one that the system's state excuses: a fault that
   happened during this operation, or limits that were set, or `wanted` bytes at once that are more
   than this world has. True: it is OK. */
bool fuzz_ok(unsigned status, unsigned expected, size_t wanted);

/* For calls that return a pointer: as fuzz_ok of the thread's last error where it is NULL. */
bool fuzz_got(const void *pointer, unsigned expected, size_t wanted);

bool fuzz_disturbed(void); /* a fault happened in this operation */
bool fuzz_powerless(void); /* every operation failed for a while: what could not be written then is
                               wiped when a later call tries again */
bool fuzz_limited(void);   /* limits are in force */
void fuzz_limit(void);     /* from here on they are: by a budget of the context's */

/* No byte of any secret of the model (model.h) stands in memory of the library. */
void fuzz_no_secret_left(void);

/* A context ends here: where it is powerless, nobody can wipe its pages later. */
void fuzz_last_chance(void);

/* Forks, with the handlers that the library has for it: what follows runs in the child. Pages that
   `keeps` says a child never gives back (it has not got them, or a key of its parent stood there) are
   no leak. */
void fuzz_become_child(bool keeps);

#endif
