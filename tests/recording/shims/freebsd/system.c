/* system.c: how FreeBSD answers. */
#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/procctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "tests/recording/posix/calls.h"
#include "tests/recording/posix/names.h"

/* --- Names ----------------------------------------------------------------------------------- */

const recorder_name recorded_codes[] = {
    {EPERM, "EPERM"},   {EINTR, "EINTR"},     {EIO, "EIO"},       {ENOMEM, "ENOMEM"},
    {EACCES, "EACCES"}, {EFAULT, "EFAULT"},   {EBUSY, "EBUSY"},   {EINVAL, "EINVAL"},
    {EAGAIN, "EAGAIN"}, {ENOTSUP, "ENOTSUP"}, {ENOSYS, "ENOSYS"}, {0, NULL}};

const recorder_name protection_names[] = {{PROT_NONE, "PROT_NONE"},
                                          {PROT_READ, "PROT_READ"},
                                          {PROT_WRITE, "PROT_WRITE"},
                                          {PROT_EXEC, "PROT_EXEC"},
                                          {0, NULL}};

const recorder_name map_names[] = {{MAP_PRIVATE, "MAP_PRIVATE"},
                                   {MAP_ANON, "MAP_ANON"},
                                   {MAP_GUARD, "MAP_GUARD"},
                                   {MAP_NOCORE, "MAP_NOCORE"},
                                   {0, NULL}};

const recorder_name sync_names[] = {{MS_SYNC, "MS_SYNC"}, {MS_ASYNC, "MS_ASYNC"}, {0, NULL}};

const recorder_name advice_names[] = {{MADV_DONTNEED, "MADV_DONTNEED"},
                                      {MADV_FREE, "MADV_FREE"},
                                      {MADV_NOCORE, "MADV_NOCORE"},
                                      {MADV_CORE, "MADV_CORE"},
                                      {0, NULL}};

const recorder_name inheritance_names[] = {{INHERIT_SHARE, "INHERIT_SHARE"},
                                           {INHERIT_COPY, "INHERIT_COPY"},
                                           {INHERIT_NONE, "INHERIT_NONE"},
                                           {INHERIT_ZERO, "INHERIT_ZERO"},
                                           {0, NULL}};

const recorder_name resource_names[] = {
    {RLIMIT_CORE, "RLIMIT_CORE"}, {RLIMIT_MEMLOCK, "RLIMIT_MEMLOCK"}, {0, NULL}};

/* --- Habits ---------------------------------------------------------------------------------- */

const bool lock_nests = false;
const bool protect_passes_holes = true;
const int not_locked = ENOMEM;
const int over_lock_limit = ENOMEM;

int refuses_protection(int protection) {
  (void)protection;
  return 0;
}

/* --- procctl(2) ------------------------------------------------------------------------------ */

static const recorder_name commands[] = {{PROC_TRACE_CTL, "PROC_TRACE_CTL"},
                                         {PROC_NO_NEW_PRIVS_CTL, "PROC_NO_NEW_PRIVS_CTL"},
                                         {0, NULL}};
static const recorder_name trace_settings[] = {{PROC_TRACE_CTL_ENABLE, "PROC_TRACE_CTL_ENABLE"},
                                               {PROC_TRACE_CTL_DISABLE, "PROC_TRACE_CTL_DISABLE"},
                                               {0, NULL}};
static const recorder_name privs_settings[] = {
    {PROC_NO_NEW_PRIVS_ENABLE, "PROC_NO_NEW_PRIVS_ENABLE"}, {0, NULL}};
static const recorder_name kinds[] = {{P_PID, "P_PID"}, {0, NULL}};

int recorded_procctl(int kind, pid_t process, int command, void *data) {
  const int setting = *(const int *)data;
  return recorded_finish(
      recorded_refusal("procctl"), "procctl(%s, %d, %s, %s)", recorder_value(kind, kinds).text,
      (int)process, recorder_value(command, commands).text,
      recorder_value(setting, command == PROC_TRACE_CTL ? trace_settings : privs_settings).text);
}
