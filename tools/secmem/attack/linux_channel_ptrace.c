/* linux_channel_ptrace.c: what a debugger sees: all memory word by word (PTRACE_PEEKDATA reads
   through page protection), and the registers, vector registers included. */
#include <elf.h>
#include <errno.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "tools/secmem/attack/child.h"
#include "tools/secmem/attack/linux_memory.h"

#ifndef NT_X86_XSTATE
#define NT_X86_XSTATE 0x202 /* other processors answer EINVAL */
#endif

static ssize_t peek(void *user, uint64_t address, void *bytes, size_t length) {
  const pid_t *pid = user;
  unsigned char *to = bytes;
  size_t at = 0;
  for (long word; at + sizeof word <= length; at += sizeof word) {
    errno = 0;
    word = ptrace(PTRACE_PEEKDATA, *pid, (void *)(uintptr_t)(address + at), NULL);
    if (errno != 0) break;
    memcpy(to + at, &word, sizeof word);
  }
  return at != 0 ? (ssize_t)at : -1;
}

static void search_registers(attack_session *session, pid_t pid, attack_harvest *harvest) {
  static const uintptr_t kSets[] = {NT_PRSTATUS, NT_PRFPREG, NT_X86_XSTATE};
  for (size_t i = 0; i < sizeof kSets / sizeof *kSets; i++) {
    struct iovec to = {session->chunk, ATTACK_CHUNK};
    if (ptrace(PTRACE_GETREGSET, pid, (void *)kSets[i], &to) != 0) continue;
    attack_search_break(session->search);
    attack_search_feed(session->search, session->chunk, to.iov_len);
    harvest->read += to.iov_len;
  }
}

/* A seized process runs on until it is interrupted; the stop is reported by waitpid(2). */
static bool stop(pid_t pid) {
  int status = 0;
  if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) != 0) return false;
  if (ptrace(PTRACE_INTERRUPT, pid, NULL, NULL) != 0) return false;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return false;
  return WIFSTOPPED(status);
}

void attack_by_ptrace(attack_session *session, attack_cell *cell) {
  attack_child child;
  if (!attack_child_start(session, cell, ATTACK_ACT_HOLD, &child)) return;
  if (stop(child.pid)) {
    attack_harvest harvest = {.read = 0};
    const attack_reader reader = {peek, &child.pid};
    attack_search_memory(session, child.pid, &reader, &harvest);
    search_registers(session, child.pid, &harvest);
    attack_judge_harvest(session, cell, &harvest);
  } else {
    attack_judge(cell, ATTACK_UNTESTED, "it may not be traced: %s%s", strerror(errno),
                 attack_access_hint());
  }
  attack_child_stop(&child);
}
