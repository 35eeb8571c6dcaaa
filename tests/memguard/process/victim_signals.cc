// victim_signals.cc: programs that signals end.
#include <fcntl.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>

#include "tests/memguard/process/victim.h"

namespace victim {
namespace {

void Ready() {
  Say("ready");
  WaitToBeKilled();
}

void Wait(int) {
  SecretBuffer();
  CatchSignals(Tell);
  Ready();
}

void NoCallback(int) {
  CatchSignals(nullptr);
  Ready();
}

// Earlier handlers, which the parent may look around in.
void Chain(int signal) {
  Handle(signal, TellEarlier);
  CatchSignals(Tell);
  Ready();
}
void Stop(int signal) {
  SecretBuffer();
  Handle(signal, TellEarlierAndWait);
  CatchSignals(Tell);
  Ready();
}

void TellAndWait(int signal, void*) {
  SayNumber("callback", signal);
  WaitToBeKilled();
}
void Hang(int) {
  SecretBuffer();
  CatchSignals(TellAndWait);
  Ready();
}

void Leave(int signal, void*) { memguard_exit(signal + 1); }
void ExitInCallback(int) {
  CatchSignals(Leave);
  Ready();
}

void PurgeAndUse(int, void* user) {
  memguard_buffer* fresh = nullptr;
  memguard_purge_all();
  MUST(memguard_buffer_status(static_cast<memguard_buffer*>(user)) == MEMGUARD_ERR_EXPIRED);
  MUST(memguard_buffer_new(Context(), 32, &fresh) == MEMGUARD_OK);
  Say("purged");
}
void PurgeInCallback(int) {
  CatchSignals(PurgeAndUse, SecretBuffer());
  Ready();
}

void Twice(int) {
  static char first[] = "first", second[] = "second";
  const int one[] = {SIGINT, SIGTERM}, two[] = {SIGTERM, SIGHUP, SIGUSR1};
  MUST(memguard_catch_signals(one, 2, Tell, first) == MEMGUARD_OK);
  MUST(memguard_catch_signals(two, 3, Tell, second) == MEMGUARD_OK);
  Ready();
}

void Released(int signal) {
  Handle(signal, TellEarlierAndWait);
  CatchSignals(Tell);
  memguard_release_signals();
  memguard_release_signals();
  Ready();
}

// Somebody else's handler on top of ours stays, and what it passes on goes on below.
struct sigaction below;
void Above(int signal) {
  Say("above");
  below.sa_handler(signal);
}
void ForeignOnTop(int signal) {
  Handle(signal, TellEarlierAndWait);
  CatchSignals(Tell);
  struct sigaction action = {};
  action.sa_handler = Above;
  MUST(sigaction(signal, &action, &below) == 0);
  memguard_release_signals();
  Ready();
}

// --- Other threads' calls

std::atomic<bool> went_on{false};

void TellWhenOthersWentOn(int signal, void*) {
  while (!went_on) usleep(1000);
  SayNumber("callback", signal);
}

// Blocked in a read when the signal comes to this very thread, and then fed.
void Restart(int) {
  char byte;
  CatchSignals(TellWhenOthersWentOn);
  Say("ready");
  SayNumber("read", read(STDIN_FILENO, &byte, 1));
  went_on = true;
  WaitToBeKilled();
}

void Errno(int signal) {
  CatchSignals(TellWhenOthersWentOn);
  errno = 77;
  raise(signal);
  MUST(errno == 77);
  Say("kept");
  went_on = true;
  WaitToBeKilled();
}

// --- Descriptors

// A daemon closes all that it did not open, and gets the same numbers for its own files.
void ClosedPipe(int signal) {
  CatchSignals(Tell);
  for (int descriptor = 3; descriptor < 64; descriptor++) close(descriptor);
  char name[] = "/tmp/memguard_process_XXXXXX";
  int file = mkstemp(name);
  unlink(name);
  for (int copy = 0; copy < 40; copy = dup(file)) MUST(copy >= 0);
  pid_t child = fork();
  if (child == 0) {
    CatchSignals(Tell);  // with a pipe of its own
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  int alive[2];
  char byte;
  MUST(pipe(alive) == 0);
  if (fork() == 0) {  // sees what is in the file when its parent is gone
    close(alive[1]);
    MUST(read(alive[0], &byte, 1) == 0);
    SayNumber("bytes", lseek(file, 0, SEEK_END));
    _exit(0);
  }
  raise(signal);
  Say("survived");
}

}  // namespace

const Act kSignalActs[] = {{"wait", Wait},
                           {"no callback", NoCallback},
                           {"chain", Chain},
                           {"stop", Stop},
                           {"hang", Hang},
                           {"exit in callback", ExitInCallback},
                           {"purge in callback", PurgeInCallback},
                           {"twice", Twice},
                           {"released", Released},
                           {"foreign on top", ForeignOnTop},
                           {"restart", Restart},
                           {"errno", Errno},
                           {"closed pipe", ClosedPipe},
                           {nullptr, nullptr}};

}  // namespace victim
