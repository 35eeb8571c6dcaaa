/* spawn.c: posix_spawn(3) rather than fork(2): no copy of the attacker's memory, which holds the
   secret too. */
#include "tools/secmem/attack/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <unistd.h>

extern char **environ;

enum { KEPT = 16 };

/* The secret may be in the environment as well, and what stands there stands in the victim's
   memory: it gets none, but for what steers a sanitizer, and a word to the C library not to write
   its last words to the terminal. */
static void choose_environment(char **out) {
  static char last_words[] = "LIBC_FATAL_STDERR_=1";
  size_t count = 0;
  out[count++] = last_words;
  for (char **at = environ; *at != NULL && count < KEPT - 1; at++) {
    size_t name = strcspn(*at, "=");
    if (name > 11 && strncmp(*at + name - 11, "SAN_OPTIONS", 11) == 0) out[count++] = *at;
  }
  out[count] = NULL;
}

/* A session of its own: a ^C at the terminal is the attacker's alone, who then ends the victim and
   tidies up. */
static void set_attributes(posix_spawnattr_t *attributes) {
  sigset_t signals;
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(attributes, &signals);
  sigfillset(&signals);
  posix_spawnattr_setsigdefault(attributes, &signals);
  posix_spawnattr_setflags(attributes,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
}

static int set_files(posix_spawn_file_actions_t *files, const int *ends) {
  int error = posix_spawn_file_actions_adddup2(files, ends[0], STDIN_FILENO);
  if (error == 0) error = posix_spawn_file_actions_adddup2(files, ends[1], STDOUT_FILENO);
  if (error == 0)
    error = posix_spawn_file_actions_addopen(files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  return error;
}

int attack_spawn(const char *executable, char *const *words, const int *ends, pid_t *out) {
  char *environment[KEPT];
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t files;
  choose_environment(environment);
  int error = posix_spawnattr_init(&attributes);
  if (error != 0) return error;
  error = posix_spawn_file_actions_init(&files);
  if (error == 0) {
    set_attributes(&attributes);
    error = set_files(&files, ends);
    if (error == 0) error = posix_spawn(out, executable, &files, &attributes, words, environment);
    posix_spawn_file_actions_destroy(&files);
  }
  posix_spawnattr_destroy(&attributes);
  return error;
}
