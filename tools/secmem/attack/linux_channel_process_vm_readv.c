/* linux_channel_process_vm_readv.c: process_vm_readv(2), which respects page protection. */
#include <errno.h>
#include <string.h>
#include <sys/uio.h>

#include "tools/secmem/attack/child.h"
#include "tools/secmem/attack/linux_memory.h"

static ssize_t read_remote(void *user, uint64_t address, void *bytes, size_t length) {
  const pid_t *pid = user;
  const struct iovec here = {bytes, length}, there = {(void *)(uintptr_t)address, length};
  return process_vm_readv(*pid, &here, 1, &there, 1, 0);
}

void attack_by_process_vm_readv(attack_session *session, attack_cell *cell) {
  attack_child child;
  if (!attack_child_start(session, cell, ATTACK_ACT_HOLD, &child)) return;
  attack_harvest harvest = {.read = 0};
  const attack_reader reader = {read_remote, &child.pid};
  attack_search_memory(session, child.pid, &reader, &harvest);
  if (harvest.read == 0 && harvest.error != 0) {
    attack_judge(cell, ATTACK_UNTESTED, "it is refused: %s%s", strerror(harvest.error),
                 attack_access_hint());
  } else {
    attack_judge_harvest(session, cell, &harvest);
  }
  attack_child_stop(&child);
}
