/* mutants.h: the library with one of its wipes taken out. The program is linked with -Wl,--wrap for
   each of the functions that mutants.c names. */
#ifndef TESTS_RESIDUE_MUTANTS_H
#define TESTS_RESIDUE_MUTANTS_H

#include "memcall/attributes.h"

MEMCALL_BEGIN

/* Each takes effect at once, in this process, for good. */
void mutant_no_scrub(void);      /* what a public call does last does nothing */
void mutant_no_registers(void);  /* of it, the registers alone */
void mutant_no_clear(void);      /* no memory is cleared, the stack neither */
void mutant_no_heap_clear(void); /* slots of the heap are not */

MEMCALL_END

#endif
