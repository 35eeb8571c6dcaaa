/* process_test.c: every public way for a process to end, each in a child of its own. */
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "memguard/memguard.h"
#include "securememory/securememory.h"
#include "tests/initialized/check.h"

enum { SIZE = 100 };
static memguard_context *context;
static memguard_enclave *enclave;
static unsigned char *slot;

/* All that is wiped at the end. */
static void have_secrets(void) {
  memguard_options options = memguard_options_relaxed();
  CHECK(memguard_context_new(&options, &context) == MEMGUARD_OK);
  CHECK(memguard_enclave_new_random(context, SIZE, &enclave) == MEMGUARD_OK);
  slot = memguard_malloc(context, SIZE);
  CHECK(slot != NULL && memguard_scramble(slot, SIZE) == MEMGUARD_OK);
}

static void expect_expired(void) {
  if (memguard_enclave_status(enclave) != MEMGUARD_ERR_EXPIRED) _exit(99);
}

static void by_exit(void) {
  atexit(expect_expired);
  memguard_exit(7);
}
static void by_secure_exit(void) {
  atexit(expect_expired);
  securememory_exit(7);
}
static void by_panic(void) { memguard_panic("as expected"); }

static void leave(int number, void *user) {
  size_t length = 0;
  unsigned char bytes[SIZE];
  CHECK(number == SIGTERM && user == &context);
  CHECK(memguard_enclave_open_into(enclave, bytes, SIZE, &length) == MEMGUARD_OK);
  memguard_exit(7);
}
static void wait_for_signal(void) {
  raise(SIGTERM);
  for (;;) pause();
}
static void by_signal(void) {
  const int kSignals[] = {SIGTERM};
  CHECK(memguard_catch_signals(NULL, 0, NULL, NULL) == MEMGUARD_OK);
  memguard_release_signals();
  CHECK(memguard_catch_signals(kSignals, 1, leave, &context) == MEMGUARD_OK);
  wait_for_signal();
}
static void by_secure_signal(void) {
  CHECK(securememory_catch_signals(NULL, 0, leave, &context) == SECUREMEMORY_OK);
  wait_for_signal();
}

/* The earlier handler runs when all is wiped. */
static void expect_zeros(int number) {
  for (size_t i = 0; i < SIZE; i++)
    if (slot[i] != 0) _exit(99);
  _exit(number == SIGSEGV ? 7 : 98);
}
static void by_fault(void) {
  signal(SIGSEGV, expect_zeros);
  CHECK(memguard_catch_faults() == MEMGUARD_OK);
  raise(SIGSEGV);
}

/* Ends with the process, so that nothing that it changes is left. */
static void by_hardening(void) {
  memcall_hardening report = {.struct_size = sizeof report};
  char text[2000];
  CHECK(securememory_harden_process(SECUREMEMORY_HARDEN_USUAL, &report) == SECUREMEMORY_OK);
  CHECK(securememory_hardening_describe(&report, text, sizeof text) == strlen(text));
  _exit(7);
}

/* The exit status, or the signal as a negative number. */
static int end_of(void (*way)(void)) {
  const struct rlimit none = {0, 0};
  int status = 0;
  pid_t child = fork();
  CHECK(child >= 0);
  if (child == 0) {
    setrlimit(RLIMIT_CORE, &none);
    have_secrets();
    way();
    _exit(97);
  }
  CHECK(waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

int main(void) {
  CHECK(end_of(by_exit) == 7);
  CHECK(end_of(by_secure_exit) == 7);
  CHECK(end_of(by_panic) == -SIGABRT);
  CHECK(end_of(by_signal) == 7);
  CHECK(end_of(by_secure_signal) == 7);
  CHECK(end_of(by_fault) == 7);
  CHECK(end_of(by_hardening) == 7);
  return 0;
}
