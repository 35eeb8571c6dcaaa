/* system.c: how illumos and Oracle Solaris answer. */
#include <errno.h>
#include <priv.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <thread.h>

#include "tests/recording/posix/calls.h"
#include "tests/recording/posix/names.h"

/* --- Names ----------------------------------------------------------------------------------- */

const recorder_name recorded_codes[] = {
    {EPERM, "EPERM"},   {EINTR, "EINTR"},     {EIO, "EIO"},       {EAGAIN, "EAGAIN"},
    {ENOMEM, "ENOMEM"}, {EACCES, "EACCES"},   {EFAULT, "EFAULT"}, {EBUSY, "EBUSY"},
    {EINVAL, "EINVAL"}, {ENOTSUP, "ENOTSUP"}, {ENOSYS, "ENOSYS"}, {0, NULL}};

const recorder_name protection_names[] = {{PROT_NONE, "PROT_NONE"},
                                          {PROT_READ, "PROT_READ"},
                                          {PROT_WRITE, "PROT_WRITE"},
                                          {PROT_EXEC, "PROT_EXEC"},
                                          {0, NULL}};

const recorder_name map_names[] = {{MAP_PRIVATE, "MAP_PRIVATE"},
                                   {MAP_NORESERVE, "MAP_NORESERVE"},
                                   {MAP_ANON, "MAP_ANON"},
                                   {MAP_ALIGN, "MAP_ALIGN"},
                                   {0, NULL}};

const recorder_name sync_names[] = {
    {MS_ASYNC, "MS_ASYNC"}, {MS_INVALIDATE, "MS_INVALIDATE"}, {MS_SYNC, "MS_SYNC"}, {0, NULL}};

const recorder_name advice_names[] = {
    {MADV_DONTNEED, "MADV_DONTNEED"}, {MADV_FREE, "MADV_FREE"}, {0, NULL}};

const recorder_name inheritance_names[] = {{0, NULL}};

const recorder_name resource_names[] = {{RLIMIT_CORE, "RLIMIT_CORE"}, {0, NULL}};

/* --- Habits ---------------------------------------------------------------------------------- */

const bool lock_nests = false;
const bool protect_passes_holes = false;
const int not_locked = 0;
const int over_lock_limit = EAGAIN;

int refuses_protection(int protection) {
  (void)protection;
  return 0;
}

/* --- memcntl(2), meminfo(2), getpagesizes(3C) ------------------------------------------------ */

#define LARGE_PAGE ((size_t)2 << 20)

static const recorder_name commands[] = {{MC_LOCK, "MC_LOCK"},
                                         {MC_UNLOCK, "MC_UNLOCK"},
                                         {MC_ADVISE, "MC_ADVISE"},
                                         {MC_HAT_ADVISE, "MC_HAT_ADVISE"},
#ifdef MC_INHERIT_ZERO
                                         {MC_INHERIT_ZERO, "MC_INHERIT_ZERO"},
#endif
                                         {0, NULL}};
static const recorder_name hat_commands[] = {{MHA_MAPSIZE_VA, "MHA_MAPSIZE_VA"}, {0, NULL}};

static recorder_text argument_text(int command, caddr_t argument) {
  if (argument == NULL || command != MC_HAT_ADVISE) return recorder_address(argument);
  const struct memcntl_mha *advice = (const struct memcntl_mha *)(const void *)argument;
  recorder_text text;
  (void)snprintf(text.text, sizeof text.text, "{%.40s, %u, %zu}",
                 recorder_value(advice->mha_cmd, hat_commands).text, advice->mha_flags,
                 advice->mha_pagesize);
  return text;
}

int recorded_memcntl(caddr_t address, size_t size, int command, caddr_t argument, int attributes,
                     int mask) {
  return recorded_finish(recorded_refusal("memcntl"), "memcntl(%s, %zu, %s, %s, %d, %d)",
                         recorder_address(address).text, size,
                         recorder_value(command, commands).text,
                         argument_text(command, argument).text, attributes, mask);
}

/* One question about one page. A script that refuses meminfo gives small pages. */
int recorded_meminfo(const uint64_t addresses[], int count, const uint_t questions[],
                     int question_count, uint64_t answers[], uint_t validity[]) {
  const bool small = recorded_refusal("meminfo") != 0;
  answers[0] = small ? RECORDER_PAGE : LARGE_PAGE;
  validity[0] = 3;
  return recorded_finish(0, "meminfo({%s}, %d, {%s}, %d) = {%llu}",
                         recorder_address((const void *)(uintptr_t)addresses[0]).text, count,
                         questions[0] == MEMINFO_VPAGESIZE ? "MEMINFO_VPAGESIZE" : "?",
                         question_count, (unsigned long long)answers[0]);
}

int recorded_getpagesizes(size_t sizes[], int count) {
  if (count > 0) sizes[0] = RECORDER_PAGE;
  if (count > 1) sizes[1] = LARGE_PAGE;
  return 2;
}

/* --- setpflags(2), thr_stksegment(3C) -------------------------------------------------------- */

int recorded_setpflags(uint_t flag, uint_t value) {
  return recorded_finish(recorded_refusal("setpflags"), "setpflags(%s, %u)",
                         flag == __PROC_PROTECT ? "__PROC_PROTECT" : "?", value);
}

int recorded_thr_stksegment(stack_t *out) {
  const int code = recorded_refusal("thr_stksegment");
  void *low = NULL;
  recorded_stack(&low, &out->ss_size);
  out->ss_sp = (unsigned char *)low + out->ss_size;
  (void)recorded_finish(code, "thr_stksegment()");
  return code;
}
