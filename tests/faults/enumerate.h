/* enumerate.h: does an act again and again, with the first, second, … thing below it failing, in every
   way, and judges what came of it. */
#ifndef TESTS_FAULTS_ENUMERATE_H
#define TESTS_FAULTS_ENUMERATE_H

#include "tests/fake_os/systems.h"
#include "tests/faults/table.h"

MEMCALL_BEGIN

enum { FAULTS_TROUBLES = 8 };

typedef struct faults_result {
  size_t runs, hits; /* hits: something failed in them */
  size_t troubles;   /* of different sorts; after FAULTS_TROUBLES it is enough */
  const char *sorts[FAULTS_TROUBLES];
  char text[FAULTS_TROUBLES * 512]; /* the first of each sort in words */
} faults_result;

/* Where and how an act is done. */
typedef struct faults_place {
  const fake_os_system *system;
  bool has_cipher; /* the system's own */
  const char *name;
  memguard_options (*options)(void);
} faults_place;

extern const faults_place faults_places[];
extern const size_t faults_places_count;

/* Once in a process, before anything else: what belongs to the process comes into being. */
void faults_warm_up(void);

faults_result faults_enumerate(const faults_act *act, const faults_place *place);

MEMCALL_END

#endif
