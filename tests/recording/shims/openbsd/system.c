/* system.c: how OpenBSD answers. */
#include <errno.h>
#include <pthread_np.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "tests/recording/posix/calls.h"
#include "tests/recording/posix/names.h"

/* --- Names ----------------------------------------------------------------------------------- */

const recorder_name recorded_codes[] = {
    {EPERM, "EPERM"},   {EINTR, "EINTR"},   {EIO, "EIO"},         {ENOMEM, "ENOMEM"},
    {EACCES, "EACCES"}, {EFAULT, "EFAULT"}, {EBUSY, "EBUSY"},     {EINVAL, "EINVAL"},
    {EAGAIN, "EAGAIN"}, {ENOSYS, "ENOSYS"}, {ENOTSUP, "ENOTSUP"}, {0, NULL}};

const recorder_name protection_names[] = {{PROT_NONE, "PROT_NONE"},
                                          {PROT_READ, "PROT_READ"},
                                          {PROT_WRITE, "PROT_WRITE"},
                                          {PROT_EXEC, "PROT_EXEC"},
                                          {0, NULL}};

const recorder_name map_names[] = {{MAP_PRIVATE, "MAP_PRIVATE"},
                                   {MAP_ANON, "MAP_ANON"},
                                   {MAP_STACK, "MAP_STACK"},
                                   {MAP_CONCEAL, "MAP_CONCEAL"},
                                   {0, NULL}};

const recorder_name sync_names[] = {
    {MS_ASYNC, "MS_ASYNC"}, {MS_SYNC, "MS_SYNC"}, {MS_INVALIDATE, "MS_INVALIDATE"}, {0, NULL}};

const recorder_name advice_names[] = {
    {MADV_DONTNEED, "MADV_DONTNEED"}, {MADV_FREE, "MADV_FREE"}, {0, NULL}};

const recorder_name inheritance_names[] = {{MAP_INHERIT_SHARE, "MAP_INHERIT_SHARE"},
                                           {MAP_INHERIT_COPY, "MAP_INHERIT_COPY"},
                                           {MAP_INHERIT_NONE, "MAP_INHERIT_NONE"},
                                           {MAP_INHERIT_ZERO, "MAP_INHERIT_ZERO"},
                                           {0, NULL}};

const recorder_name resource_names[] = {
    {RLIMIT_CORE, "RLIMIT_CORE"}, {RLIMIT_MEMLOCK, "RLIMIT_MEMLOCK"}, {0, NULL}};

/* --- Habits ---------------------------------------------------------------------------------- */

const bool lock_nests = true;
const bool protect_passes_holes = true;
const int not_locked = EINVAL;
const int over_lock_limit = EAGAIN;

/* W^X. */
int refuses_protection(int protection) {
  const int both = PROT_WRITE | PROT_EXEC;
  return (protection & both) == both ? ENOTSUP : 0;
}

/* --- pthread_stackseg_np(3) ------------------------------------------------------------------ */

pthread_t recorded_pthread_self(void) { return NULL; }

int recorded_pthread_stackseg_np(pthread_t thread, stack_t *out) {
  const int code = recorded_refusal("pthread_stackseg_np");
  void *low = NULL;
  (void)thread;
  recorded_stack(&low, &out->ss_size);
  out->ss_sp = (unsigned char *)low + out->ss_size;
  (void)recorded_finish(code, "pthread_stackseg_np(self)");
  return code;
}
