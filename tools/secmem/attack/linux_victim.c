/* linux_victim.c: the victim's dealings with Linux. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tools/secmem/attack/linux_maps.h"
#include "tools/secmem/attack/victim.h"

static void limit_core(rlim_t soft) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_CORE, &limit) != 0) return;
  limit.rlim_cur = soft < limit.rlim_max ? soft : limit.rlim_max;
  setrlimit(RLIMIT_CORE, &limit);
}

void attack_victim_follow(void) { prctl(PR_SET_PDEATHSIG, SIGKILL); }

/* Sanitizers catch faults, and end the program as if it had ended by itself. */
void attack_victim_settle(void) {
  static const int kFatal[] = {SIGSEGV, SIGBUS, SIGABRT, SIGILL, SIGFPE};
  attack_victim_follow();
  for (size_t i = 0; i < sizeof kFatal / sizeof *kFatal; i++) signal(kFatal[i], SIG_DFL);
  limit_core(0);
}

void attack_victim_shut(void) {
  limit_core(0);
  prctl(PR_SET_DUMPABLE, 0);
}

/* core(5): which mappings are written is the process's own choice; this is the kernel's default. */
static void choose_mappings(void) {
  int file = open("/proc/self/coredump_filter", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  attack_write_all(file, "0x33", 4);
  close(file);
}

bool attack_victim_allow_core(const char *folder) {
  const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
  struct rlimit limit;
  if (chdir(folder) != 0) return false;
  choose_mappings();
  if (setrlimit(RLIMIT_CORE, &all) == 0) return true;
  limit_core(RLIM_INFINITY); /* only root may raise the hard limit */
  errno = EPERM;
  return getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur != 0;
}

/* As vfork(2) asks for it, on a stack of its own: what the child may do on its parent's is next to
   nothing. */
pid_t attack_victim_vfork(int (*child)(void *user)) {
  static unsigned char stack[1 << 18] __attribute__((aligned(16)));
  return clone(child, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, NULL);
}

/* --- Sending oneself ------------------------------------------------------------------------- */

static unsigned char chunk[1 << 16];

static bool send_block(uint64_t start, size_t length) {
  attack_reply reply = {.tag = ATTACK_SAYS_BYTES, .address = start, .length = length};
  attack_say(&reply);
  return attack_write_all(STDOUT_FILENO, chunk, length);
}

/* What cannot be read is gone as far as this process goes, and is passed over page by page. */
static bool send_range(uint64_t start, uint64_t end, void *user) {
  const int *memory = user;
  const uint64_t page = memcall_page_size();
  while (start < end) {
    size_t wanted = end - start < sizeof chunk ? (size_t)(end - start) : sizeof chunk;
    ssize_t got = pread(*memory, chunk, wanted, (off_t)start);
    if (got > 0 && !send_block(start, (size_t)got)) return false;
    start += got > 0 ? (uint64_t)got : page;
  }
  return true;
}

bool attack_victim_send_self(void) {
  int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  if (memory < 0) return false;
  bool sent = attack_walk_memory("self", send_range, &memory);
  close(memory);
  return sent;
}
