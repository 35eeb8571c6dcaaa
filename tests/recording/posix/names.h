/* posix/names.h: what the shared calls need to know of a system. shims/<system>/system.c defines
 * it. */
#ifndef TESTS_RECORDING_POSIX_NAMES_H
#define TESTS_RECORDING_POSIX_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/recording/recorder.h"

extern const recorder_name protection_names[], map_names[], sync_names[], advice_names[],
    inheritance_names[], resource_names[];

extern const bool lock_nests;           /* each mlock needs a munlock of its own */
extern const bool protect_passes_holes; /* mprotect of what is not mapped answers 0 */
extern const int not_locked;            /* munlock of what is not locked; 0: no failure */
extern const int over_lock_limit;       /* mlock of more than the limit */

/* The code for a change to this access, or 0. */
int refuses_protection(int protection);

/* --- What the shared files tell each other --------------------------------------------------- */

extern const recorder_name no_names[];
size_t recorded_lock_limit(void);

#endif
