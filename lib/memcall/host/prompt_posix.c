/* prompt_posix.c: asking at the terminal, by POSIX. The line goes from the kernel straight into the
   caller's memory; the terminal's own line buffer keeps a copy for a while, which is beyond a
   program's reach. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700

#include "lib/memcall/host/prompt_posix.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

static struct {
  int terminal, wake;
  struct termios before;
  pid_t process;
  _Atomic bool is_silent;
  bool restores_at_exit;
} state;

static memcall_answer failed(const char *operation) {
  return (memcall_answer){MEMCALL_ERR_SYSTEM, errno, operation};
}

/* --- Echo ------------------------------------------------------------------------------------ */

/* Lines are edited by the terminal whatever it did before, and no bit of a byte is lost. */
static struct termios silenced(struct termios mode) {
  mode.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
  mode.c_lflag |= ICANON | ISIG;
  mode.c_iflag &= ~(tcflag_t)(ISTRIP | INLCR | IGNCR);
  mode.c_iflag |= ICRNL;
  return mode;
}

/* From the background this takes a blocked SIGTTOU. A child has the parent's terminal. */
void memcall_prompt_restore_terminal(void) {
  sigset_t background, before;
  if (!atomic_load(&state.is_silent) || getpid() != state.process) return;
  (void)sigemptyset(&background);
  (void)sigaddset(&background, SIGTTOU);
  (void)pthread_sigmask(SIG_BLOCK, &background, &before);
  while (tcsetattr(state.terminal, TCSAFLUSH, &state.before) != 0 && errno == EINTR) {
  }
  (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
  atomic_store(&state.is_silent, false);
}

/* A signal that we keep back may come first: then nothing is asked. Any other is nothing to us. */
static memcall_answer silence(void) {
  if (tcgetattr(state.terminal, &state.before) != 0) return failed("tcgetattr");
  const struct termios silent = silenced(state.before);
  int result = -1;
  atomic_store(&state.is_silent, true);
  do result = tcsetattr(state.terminal, TCSAFLUSH, &silent);
  while (result != 0 && errno == EINTR && !memcall_prompt_signals_came());
  if (result == 0) return (memcall_answer){MEMCALL_OK, 0, "tcsetattr"};
  memcall_answer answer = failed("tcsetattr");
  atomic_store(&state.is_silent, false);
  return memcall_prompt_signals_came() ? (memcall_answer){MEMCALL_OK, 0, "tcsetattr"} : answer;
}

/* --- Beginning and ending -------------------------------------------------------------------- */

size_t memcall_host_prompt_room(size_t line) { return line + 2; /* its end, and one too many */ }

/* Another thread may call exit(3) meanwhile. */
static void restore_at_exit(void) {
  if (!state.restores_at_exit) (void)atexit(memcall_prompt_restore_terminal);
  state.restores_at_exit = true;
}

static void say(const char *text) {
  (void)memcall_host_write(state.terminal, text, strlen(text)); /* who is not asked may answer */
}

static memcall_answer ask(const char *text) {
  memcall_answer answer = memcall_prompt_signals_take(&state.wake);
  if (answer.status != MEMCALL_OK) return answer;
  answer = silence();
  if (answer.status != MEMCALL_OK)
    memcall_prompt_signals_release();
  else if (!memcall_prompt_signals_came())
    say(text);
  return answer;
}

memcall_answer memcall_host_prompt_begin(const char *text) {
  atomic_store(&state.is_silent, false);
  state.process = getpid();
  state.terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
  if (state.terminal < 0)
    return (memcall_answer){
        errno == EMFILE || errno == ENFILE ? MEMCALL_ERR_SYSTEM : MEMCALL_ERR_UNSUPPORTED, errno,
        "open /dev/tty"};
  restore_at_exit();
  memcall_answer answer = ask(text);
  if (answer.status != MEMCALL_OK) (void)close(state.terminal);
  return answer;
}

void memcall_host_prompt_end(void) {
  memcall_prompt_restore_terminal();
  say("\n"); /* the one that was typed was not shown */
  memcall_prompt_signals_release();
  (void)close(state.terminal);
}

/* --- Reading --------------------------------------------------------------------------------- */

/* Sleeps until there is input or a signal. A descriptor that is too high for select(2) is read
   right away: then a signal that comes between two system calls waits for the line. */
static void wait_for_input(void) {
  fd_set ready;
  int highest = state.terminal > state.wake ? state.terminal : state.wake;
  if (highest >= FD_SETSIZE) return;
  do {
    FD_ZERO(&ready);
    FD_SET(state.terminal, &ready);
    FD_SET(state.wake, &ready);
  } while (select(highest + 1, &ready, NULL, NULL, NULL) < 0 && errno == EINTR);
}

/* A line may come in pieces: the end-of-file character sends what was typed so far. */
static memcall_host_typed judge(unsigned char *bytes, size_t size, size_t *length, ssize_t got) {
  *length += (size_t)got;
  if (got == 0) return *length == 0 ? MEMCALL_HOST_NO_MORE : MEMCALL_HOST_LINE;
  if (bytes[*length - 1] == '\n') {
    bytes[--*length] = 0;
    return MEMCALL_HOST_LINE;
  }
  return *length == size ? MEMCALL_HOST_TOO_LONG : 0;
}

memcall_answer memcall_host_prompt_read(void *bytes, size_t size, size_t *got,
                                        memcall_host_typed *typed) {
  unsigned char *to = bytes;
  for (*got = 0, *typed = 0; *typed == 0;) {
    wait_for_input();
    bool interrupted = memcall_prompt_signals_came();
    ssize_t more = interrupted ? 0 : read(state.terminal, to + *got, size - *got);
    if (interrupted)
      *typed = MEMCALL_HOST_INTERRUPTED;
    else if (more >= 0)
      *typed = judge(to, size, got, more);
    else if (errno != EINTR)
      return failed("read");
  }
  return (memcall_answer){MEMCALL_OK, 0, "read"};
}
