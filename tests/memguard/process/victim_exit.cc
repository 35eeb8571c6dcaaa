// victim_exit.cc: programs that end themselves.
#include <pthread.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/memguard/process/victim.h"

namespace victim {
namespace {

memguard_buffer* secret;

void TellStatus() { Say(memguard_status_name(memguard_buffer_status(secret))); }

void Exit(int code) {
  secret = SecretBuffer();
  atexit(TellStatus);
  memguard_exit(code);
}

void ExitAgain() { memguard_exit(3); }

// number 0: the program's own exit(3).
void AgainFromAtexit(int number) {
  secret = SecretBuffer();
  atexit(TellStatus);
  atexit(ExitAgain);
  if (number != 0) memguard_exit(number);
  exit(number);
}

pthread_barrier_t both;
void* ExitAtOnce(void* code) {
  pthread_barrier_wait(&both);
  memguard_exit(*static_cast<int*>(code));
}
void Linger() { usleep(20000); }
void TwoThreads(int) {
  static int codes[] = {4, 5};
  pthread_t threads[2];
  secret = SecretBuffer();
  atexit(TellStatus);
  atexit(Linger);
  pthread_barrier_init(&both, nullptr, 2);
  for (int i = 0; i < 2; i++) pthread_create(&threads[i], nullptr, ExitAtOnce, &codes[i]);
  WaitToBeKilled();
}

void ChildOfAtexit() {
  pid_t child = fork();
  if (child == 0) memguard_exit(0);  // the child is not the one that is leaving
}
void ForkInAtexit(int code) {
  atexit(ChildOfAtexit);
  memguard_exit(code);
}

void TellAbort(int) { Say("handler of abort"); }

void Panic(int with_handlers) {
  SecretBuffer();
  if (with_handlers != 0) {
    Handle(SIGABRT, TellAbort);
    CatchFaults();
  }
  memguard_panic("the disk is on fire");
}

}  // namespace

const Act kExitActs[] = {{"exit", Exit},
                         {"again from atexit", AgainFromAtexit},
                         {"two threads", TwoThreads},
                         {"fork in atexit", ForkInAtexit},
                         {"panic", Panic},
                         {nullptr, nullptr}};

}  // namespace victim
