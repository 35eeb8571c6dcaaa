/* acts.c: what victims do to themselves. */
#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tools/secmem/attack/victim.h"

#if defined(__has_attribute)
#if __has_attribute(no_sanitize)
#define UNCHECKED __attribute__((noinline, no_sanitize("address", "thread")))
#endif
#endif
#ifndef UNCHECKED
#define UNCHECKED
#endif

/* The stray write of a faulty program. A sanitizer must not stop it: what is tried is who else
   notices. The byte is changed whatever it was, for a write of the same value harms nobody. */
UNCHECKED static void change(volatile unsigned char *byte) {
  *byte = (unsigned char)(*byte ^ 0x5a);
}

static void stray_write(attack_act act, const attack_vault *vault) {
  if (act == ATTACK_ACT_WRITE_PAST) change(vault->bytes + vault->length);
  if (act == ATTACK_ACT_WRITE_BEFORE) change(vault->bytes - 1);
}

static bool drop_after_write(attack_act act, const attack_keeper *keeper, attack_vault *vault) {
  attack_victim_shut();
  stray_write(act, vault);
  attack_say_tag(ATTACK_SAYS_WRITTEN);
  keeper->drop(vault);
  attack_say_tag(ATTACK_SAYS_FREED);
  return true;
}

/* How much of the secret's place can be read: write(2) reads it for us, and where there is nothing
   to read it answers EFAULT, and nobody dies. What can be read is the same all over a page, so one
   byte of each is tried. */
static size_t readable_length(const attack_vault *vault, int *error) {
  size_t page = memcall_page_size(), length = 0;
  int ends[2];
  if (pipe(ends) != 0) _exit(1);
  while (length < vault->length && attack_write_all(ends[1], vault->bytes + length, 1))
    length += page - (uintptr_t)(vault->bytes + length) % page;
  *error = length < vault->length ? errno : 0;
  close(ends[0]);
  close(ends[1]);
  return length < vault->length ? length : vault->length;
}

static void send_place(const attack_vault *vault) {
  int error = 0;
  size_t length = readable_length(vault, &error);
  attack_reply reply = {.tag = ATTACK_SAYS_BYTES, .code = error, .length = length};
  attack_say(&reply);
  if (!attack_write_all(STDOUT_FILENO, vault->bytes, length)) _exit(1);
}

static bool read_stale(const attack_keeper *keeper, attack_vault *vault) {
  attack_victim_shut();
  send_place(vault);
  keeper->drop(vault);
  send_place(vault);
  return true;
}

static bool dump_core(const char *folder) {
  if (!attack_victim_allow_core(folder)) return false;
  abort();
}

/* Not one call in between: it is what stands in registers then that the core file tells. */
static bool use_and_die(const attack_keeper *keeper, attack_vault *vault, const char *folder) {
  void *to = memguard_malloc(vault->context, vault->length);
  if (to == NULL || !attack_victim_allow_core(folder) || !keeper->use(vault, to)) return false;
  __builtin_trap();
}

/* The child goes through its memory as a stranger would, not through the library, which would
   refuse it. */
static int send_and_end(void *user) {
  (void)user;
  attack_victim_follow();
  _exit(attack_victim_send_self() ? 0 : 1);
}

static pid_t fork_child(void) {
  pid_t child = fork();
  if (child == 0) send_and_end(NULL);
  return child;
}

static bool send_from(pid_t child) {
  int status = 0;
  if (child < 0) return false;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (status != 0) return false;
  attack_say_tag(ATTACK_SAYS_END);
  return true;
}

/* Where the bytes of a closed secret are, only a loan says. */
static bool measure(const attack_keeper *keeper, attack_vault *vault) {
  if (keeper->locate != NULL && !keeper->locate(vault)) return false;
  return attack_victim_measure(vault);
}

bool attack_act_out(attack_act act, const attack_keeper *keeper, attack_vault *vault,
                    const char *folder) {
  if (act == ATTACK_ACT_ABORT) return dump_core(folder);
  if (act == ATTACK_ACT_USE_AND_DIE) return use_and_die(keeper, vault, folder);
  if (act == ATTACK_ACT_FORK) return send_from(fork_child());
  if (act == ATTACK_ACT_VFORK) return send_from(attack_victim_vfork(send_and_end));
  if (act == ATTACK_ACT_HOLD) return true;
  if (act == ATTACK_ACT_MEASURE) return measure(keeper, vault);
  if (keeper->reach != NULL && !keeper->reach(vault)) return false;
  if (act == ATTACK_ACT_READ_STALE) return read_stale(keeper, vault);
  return drop_after_write(act, keeper, vault);
}
