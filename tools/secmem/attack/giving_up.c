/* giving_up.c: notes the first signal. */
#include "tools/secmem/attack/giving_up.h"

#include <stddef.h>

volatile sig_atomic_t attack_giving_up = 0;

static struct sigaction pipe_before;

static void note(int signal_number) { attack_giving_up = signal_number; }

/* Without SA_RESTART: a read that waits for a secret must end. */
static void watch(int signal_number) {
  struct sigaction before, after;
  if (sigaction(signal_number, NULL, &before) != 0 || before.sa_handler == SIG_IGN) return;
  sigemptyset(&after.sa_mask);
  after.sa_flags = 0;
  after.sa_handler = note;
  sigaction(signal_number, &after, NULL);
}

void attack_giving_up_watch(void) {
  static const int kSignals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
  for (size_t i = 0; i < sizeof kSignals / sizeof *kSignals; i++) watch(kSignals[i]);
  sigaction(SIGPIPE, NULL, &pipe_before);
  signal(SIGPIPE, SIG_IGN);
}

void attack_giving_up_let_pipes_break(void) { sigaction(SIGPIPE, &pipe_before, NULL); }

void attack_giving_up_now(void) {
  int signal_number = attack_giving_up;
  if (signal_number == 0) return;
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}
