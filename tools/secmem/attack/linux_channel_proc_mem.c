/* linux_channel_proc_mem.c: /proc/<pid>/mem, which reads through page protection (proc(5)). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "tools/secmem/attack/child.h"
#include "tools/secmem/attack/linux_memory.h"

static ssize_t read_file(void *user, uint64_t address, void *bytes, size_t length) {
  const int *file = user;
  return pread(*file, bytes, length, (off_t)address);
}

static void search_file(attack_session *session, attack_cell *cell, pid_t pid) {
  char path[40];
  snprintf(path, sizeof path, "/proc/%ld/mem", (long)pid);
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    attack_judge(cell, ATTACK_UNTESTED, "it may not be opened: %s%s", strerror(errno),
                 attack_access_hint());
    return;
  }
  attack_harvest harvest = {.read = 0};
  const attack_reader reader = {read_file, &file};
  attack_search_memory(session, pid, &reader, &harvest);
  attack_judge_harvest(session, cell, &harvest);
  close(file);
}

void attack_by_proc_mem(attack_session *session, attack_cell *cell) {
  attack_child child;
  if (!attack_child_start(session, cell, ATTACK_ACT_HOLD, &child)) return;
  search_file(session, cell, child.pid);
  attack_child_stop(&child);
}
