/* account.h: what is in use at a moment, by the system's tables and by the library's own numbers. */
#ifndef TESTS_FAULTS_ACCOUNT_H
#define TESTS_FAULTS_ACCOUNT_H

#include "tests/fake_os/fake_os.h"
#include "tests/faults/scene.h"

MEMCALL_BEGIN

typedef struct faults_account {
  fake_os_usage used;
  size_t offences;           /* memory that was given back unwiped */
  size_t readable, anywhere; /* copies of the mark: where it can be read, and in all pages */
  memguard_stats stats;
  securememory_metrics metrics;
  bool verified;
} faults_account;

/* Asks the system for nothing. */
/* The system's numbers are those since `start`. */
faults_account faults_account_of(faults_scene *scene, const fake_os_usage *start);

/* Mappings that an unmap was refused for and that are there still; since the plan began. */
typedef struct faults_kept {
  size_t count, bytes, locked;
} faults_kept;
faults_kept faults_what_was_kept(void);
/* Gives them back. What was not wiped in them can still be found. */
void faults_give_back_kept(const fake_os_usage *until);

fake_os_usage faults_used_since(const fake_os_usage *start);

MEMCALL_END

#endif
