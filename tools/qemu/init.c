/* init.c: the first process of a guest machine. Runs the lines of /plan, says how each ended, and switches off.

   What it says begins with "@@": run.sh believes nothing else, for a machine that died says nothing more. */
#define _GNU_SOURCE /* setgroups */
#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
  AN_ORDINARY_USER = 1000,
  MOST_WORDS = 16,
  MOST_SECONDS = 900, /* eight times what the longest line takes here */
  CANNOT_START = 127,
  HANGS = 124 /* timeout(1)'s */
};

typedef struct mounted {
  const char *type, *where, *options;
} mounted;

/* In this order: the later ones stand in the earlier ones. */
static const mounted kMounts[] = {
    {"proc", "/proc", ""},
    {"sysfs", "/sys", ""},
    {"devtmpfs", "/dev", ""},
    {"devpts", "/dev/pts", ""},
    {"tmpfs", "/dev/shm", "mode=1777"},
    {"tmpfs", "/tmp", "mode=1777"},
};

static void complain(const char *what) { printf("@@failed %s: %s\n", what, strerror(errno)); }

static void mount_all(void) {
  for (size_t i = 0; i < sizeof kMounts / sizeof *kMounts; i++) {
    const mounted *it = &kMounts[i];
    bool there = mkdir(it->where, 0755) == 0 || errno == EEXIST;
    if (!there || mount(it->type, it->where, it->type, 0, it->options) != 0) complain(it->where);
  }
}

/* Splits a line at its spaces. */
static int split(char *line, char *words[MOST_WORDS + 1]) {
  int count = 0;
  for (char *word = strtok(line, " "); word != NULL && count < MOST_WORDS; word = strtok(NULL, " "))
    words[count++] = word;
  words[count] = NULL;
  return count;
}

static bool become(const char *who) {
  if (strcmp(who, "user") != 0) return true;
  return setgroups(0, NULL) == 0 && setgid(AN_ORDINARY_USER) == 0 && setuid(AN_ORDINARY_USER) == 0;
}

/* who, what kind, program, arguments… */
static void start(char *line) {
  char *words[MOST_WORDS + 1], path[256];
  if (split(line, words) < 3 || !become(words[0]) || chdir("/runfiles") != 0) _exit(CANNOT_START);
  snprintf(path, sizeof path, "/runfiles/%s", words[2]);
  words[2] = path; /* a death test starts its own program anew, by this name */
  execv(path, words + 2);
  _exit(CANNOT_START);
}

static volatile sig_atomic_t hangs;

/* Ends all processes but this one, so that the other lines are still run. */
static void end_all(int signal) {
  (void)signal;
  hangs = 1;
  kill(-1, SIGKILL);
}

/* Every orphan of a test ends up here as well. */
static int wait_for(pid_t child) {
  int status = 0;
  hangs = 0;
  alarm(MOST_SECONDS);
  for (pid_t ended = 0; ended != child;) {
    ended = waitpid(-1, &status, 0);
    if (ended < 0 && errno != EINTR) return CANNOT_START;
  }
  alarm(0);
  if (hangs) return HANGS;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static long milliseconds(void) {
  struct timespec now = {0};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void run(int number, char *line) {
  printf("@@run %d %s\n", number, line);
  long begin = milliseconds();
  pid_t child = fork();
  if (child == 0) start(line);
  int status = child > 0 ? wait_for(child) : CANNOT_START;
  printf("\n@@ended %d %d %ld\n", number, status, milliseconds() - begin);
}

static void run_plan(void) {
  char line[512];
  FILE *plan = fopen("/plan", "r");
  if (plan == NULL) {
    complain("/plan");
    return;
  }
  for (int number = 1; fgets(line, sizeof line, plan) != NULL; number++) {
    line[strcspn(line, "\n")] = '\0';
    run(number, line);
  }
  fclose(plan);
  puts("@@over");
}

static void set_environment(void) {
  setenv("HOME", "/tmp", 1);
  setenv("GTEST_COLOR", "no", 1);
  setenv("TEST_TMPDIR", "/tmp", 1);
  setenv("TMPDIR", "/tmp", 1);
}

int main(void) {
  struct utsname system;
  setvbuf(stdout, NULL, _IONBF, 0);
  signal(SIGALRM, end_all);
  mount_all();
  set_environment();
  if (uname(&system) == 0)
    printf("@@kernel %s %s %s\n", system.machine, system.release, system.version);
  run_plan();
  sync();
  reboot(RB_POWER_OFF);
  return 0; /* a first process that ends is a panic, and the machine goes off all the same */
}
