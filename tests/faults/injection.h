/* injection.h: what fails below a call: an operation of the system, an allocation of the C library, or
   a call of the crypto provider. Each is counted from the arming on, in this thread. */
#ifndef TESTS_FAULTS_INJECTION_H
#define TESTS_FAULTS_INJECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "memcall/memcall.h"

MEMCALL_BEGIN

typedef enum faults_side { FAULTS_SYSTEM = 1, FAULTS_MEMORY, FAULTS_CRYPTO } faults_side;

typedef struct faults_fault {
  faults_side side;
  memcall_status status; /* SYSTEM: what the operation answers, */
  const char *operation; /* and which ones are counted; NULL: all */
  bool persistent;       /* from the nth on */
  size_t nth;            /* from 1; 0: none */
} faults_fault;

void faults_arm(const faults_fault *fault);
/* Nothing fails any more. Returns what failed first: the operation, or the function; NULL: nothing. */
const char *faults_disarm(void);
/* Of that side, since the arming. */
size_t faults_calls(faults_side side);

MEMCALL_END

#endif
