/* prompt_signals_posix.c: signals while a question is asked.

   What would end or stop the process is kept back until the terminal is as it was, and then sent
   anew, so that the process, its parent and its handlers see what they would have seen. A handler
   may run in any thread; it wakes the one that asks through a pipe. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "lib/memcall/host/action_posix.h"
#include "lib/memcall/host/prompt_posix.h"

typedef enum treatment {
  GIVES_UP, /* kept back whoever handles it */
  ENDS,     /* kept back when nobody handles it, because it would end the process */
  STOPS,    /* kept back; the question is asked again when the process goes on */
  FAULTS    /* not kept back, only the terminal comes first */
} treatment;

static const struct {
  int number;
  treatment sort;
} signals[] = {{SIGHUP, GIVES_UP}, {SIGINT, GIVES_UP}, {SIGQUIT, GIVES_UP}, {SIGTERM, GIVES_UP},
               {SIGALRM, ENDS},    {SIGPIPE, ENDS},    {SIGUSR1, ENDS},     {SIGUSR2, ENDS},
               {SIGXCPU, ENDS},    {SIGVTALRM, ENDS},  {SIGPROF, ENDS},     {SIGTSTP, STOPS},
               {SIGTTIN, STOPS},   {SIGTTOU, STOPS},   {SIGCONT, STOPS},    {SIGSEGV, FAULTS},
               {SIGBUS, FAULTS},   {SIGILL, FAULTS},   {SIGFPE, FAULTS},    {SIGABRT, FAULTS},
               {SIGSYS, FAULTS}};
#define SIGNALS (sizeof signals / sizeof signals[0])

static struct {
  struct sigaction before[SIGNALS];
  bool taken[SIGNALS];
  _Atomic bool came[SIGNALS];
  _Atomic int noting; /* handlers that are running */
  int pipe[2];
  _Atomic pid_t process; /* that asks; set when the rest is, for handlers in other threads */
} state = {.pipe = {-1, -1}};

static size_t index_of(int number) {
  size_t i = 0;
  while (i + 1 < SIGNALS && signals[i].number != number) i++;
  return i;
}

/* --- In handlers ----------------------------------------------------------------------------- */

/* As if we had never been here. A fault of the program's own comes again when its instruction does;
   anything else has to be sent again. */
static void give_way(int number, bool comes_again) {
  (void)sigaction(number, &state.before[index_of(number)], NULL);
  if (!comes_again) memcall_action_send(number, atomic_load(&state.process));
}

/* A child inherits the handlers, and asks nobody. */
static void note(int number, siginfo_t *info, void *context) {
  int kept = errno;
  (void)info;
  (void)context;
  if (getpid() != atomic_load(&state.process)) {
    give_way(number, false);
  } else {
    atomic_fetch_add(&state.noting, 1);
    atomic_store(&state.came[index_of(number)], true);
    ssize_t ignored = write(state.pipe[1], "", 1);
    (void)ignored;
    atomic_fetch_sub(&state.noting, 1);
  }
  errno = kept;
}

static void fault(int number, siginfo_t *info, void *context) {
  int kept = errno;
  (void)context;
  if (getpid() == atomic_load(&state.process)) memcall_prompt_restore_terminal();
  give_way(number, info->si_code > 0 && info->si_code != SI_USER);
  errno = kept;
}

/* --- Taking and releasing -------------------------------------------------------------------- */

static bool is_ours(const struct sigaction *action) {
  return (action->sa_flags & SA_SIGINFO) != 0 &&
         (action->sa_sigaction == note || action->sa_sigaction == fault);
}

static bool is_wanted(size_t i, const struct sigaction *now) {
  if (now->sa_handler == SIG_IGN) return false;
  return signals[i].sort != ENDS || now->sa_handler == SIG_DFL;
}

/* A signal that was noted is sent again while its handler may still be running in another thread,
   so the handler does not block it. */
static struct sigaction action_for(treatment how) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  (void)sigemptyset(&action.sa_mask);
  action.sa_flags = SA_SIGINFO | (how == FAULTS ? SA_ONSTACK : SA_NODEFER);
  action.sa_sigaction = how == FAULTS ? fault : note;
  return action;
}

/* In a child that was forked while its parent asked, the handler is ours and what was before it is
   still known. */
static void look(size_t i) {
  struct sigaction now;
  atomic_store(&state.came[i], false);
  state.taken[i] = sigaction(signals[i].number, NULL, &now) == 0;
  if (!state.taken[i]) return;
  if (!is_ours(&now)) state.before[i] = now;
  state.taken[i] = is_wanted(i, &state.before[i]);
}

static void take(size_t i) {
  const struct sigaction action = action_for(signals[i].sort);
  if (state.taken[i]) state.taken[i] = sigaction(signals[i].number, &action, NULL) == 0;
}

static memcall_answer open_pipe(void) {
  if (pipe(state.pipe) != 0) return (memcall_answer){MEMCALL_ERR_SYSTEM, errno, "pipe"};
  for (int i = 0; i < 2; i++) {
    (void)fcntl(state.pipe[i], F_SETFD, FD_CLOEXEC);
    (void)fcntl(state.pipe[i], F_SETFL, O_NONBLOCK);
  }
  return (memcall_answer){MEMCALL_OK, 0, "pipe"};
}

memcall_answer memcall_prompt_signals_take(int *wake) {
  memcall_answer answer = open_pipe();
  if (answer.status != MEMCALL_OK) return answer;
  *wake = state.pipe[0];
  atomic_store(&state.noting, 0);
  for (size_t i = 0; i < SIGNALS; i++) look(i);
  atomic_store(&state.process, getpid());
  for (size_t i = 0; i < SIGNALS; i++) take(i);
  return answer;
}

/* Somebody may have put another handler there meanwhile. The pipe's numbers may be another file's
   afterwards, so no handler may be left that writes to it. */
void memcall_prompt_signals_release(void) {
  struct sigaction now;
  for (size_t i = 0; i < SIGNALS; i++)
    if (state.taken[i] && sigaction(signals[i].number, NULL, &now) == 0 && is_ours(&now))
      (void)sigaction(signals[i].number, &state.before[i], NULL);
  while (atomic_load(&state.noting) != 0) memcall_host_yield();
  (void)close(state.pipe[0]);
  (void)close(state.pipe[1]);
}

bool memcall_prompt_signals_came(void) {
  bool came = false;
  for (size_t i = 0; i < SIGNALS; i++) came = came || atomic_load(&state.came[i]);
  return came;
}

bool memcall_host_prompt_pass_on(void) {
  bool again = true;
  for (size_t i = 0; i < SIGNALS; i++) {
    if (!atomic_exchange(&state.came[i], false)) continue;
    if (signals[i].sort != STOPS) again = false;
    (void)kill(getpid(), signals[i].number);
  }
  return again;
}
