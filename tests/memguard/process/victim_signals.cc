// victim_signals.cc: programs that signals end.
#include <fcntl.h>
#include <pthread.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <string>

#include "tests/memguard/process/victim.h"

namespace victim {
namespace {

void Catch(memguard_signal_fn callback, void* user = nullptr) {
  MUST(memguard_catch_signals(nullptr, 0, callback, user) == MEMGUARD_OK);
}

void Tell(int signal, void* user) {
  SayNumber(user != nullptr ? static_cast<const char*>(user) : "callback", signal);
}

void TellEarlier(int signal) { SayNumber("earlier", signal); }

void TellEarlierAndWait(int signal) {
  TellEarlier(signal);
  WaitToBeKilled();
}

void Ready() {
  Say("ready");
  WaitToBeKilled();
}

void Wait(int) {
  SecretBuffer();
  Catch(Tell);
  Ready();
}

void NoCallback(int) {
  Catch(nullptr);
  Ready();
}

// Earlier handlers, which the parent may look around in.
void Chain(int signal) {
  Handle(signal, TellEarlier);
  Catch(Tell);
  Ready();
}
void Stop(int signal) {
  SecretBuffer();
  Handle(signal, TellEarlierAndWait);
  Catch(Tell);
  Ready();
}

void TellAndWait(int signal, void*) {
  SayNumber("callback", signal);
  WaitToBeKilled();
}
void Hang(int) {
  SecretBuffer();
  Catch(TellAndWait);
  Ready();
}

void Leave(int signal, void*) { memguard_exit(signal + 1); }
void ExitInCallback(int) {
  Catch(Leave);
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
  Catch(PurgeAndUse, SecretBuffer());
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
  Catch(Tell);
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
  Catch(Tell);
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
  Catch(TellWhenOthersWentOn);
  Say("ready");
  SayNumber("read", read(STDIN_FILENO, &byte, 1));
  went_on = true;
  WaitToBeKilled();
}

void Errno(int signal) {
  Catch(TellWhenOthersWentOn);
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
  Catch(Tell);
  for (int descriptor = 3; descriptor < 64; descriptor++) close(descriptor);
  char name[] = "/tmp/memguard_process_XXXXXX";
  int file = mkstemp(name);
  unlink(name);
  for (int copy = 0; copy < 40; copy = dup(file)) MUST(copy >= 0);
  pid_t child = fork();
  if (child == 0) {
    Catch(Tell);  // with a pipe of its own
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

// --- Children

int ChildsEnd(pid_t child) {
  int status = 0;
  MUST(waitpid(child, &status, 0) == child);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

// number: the signal, and 1000 more for a child that uses the library before.
void Child(int number) {
  memguard_buffer* buffer = SecretBuffer();
  unsigned char* object = SecretObject();
  Catch(Tell);
  pid_t child = fork();
  if (child == 0) {
    if (number >= 1000) MUST(memguard_buffer_status(buffer) == MEMGUARD_ERR_FORKED);
    raise(number % 1000);
    _exit(1);
  }
  SayNumber("child", ChildsEnd(child));
  MUST(memguard_buffer_status(buffer) == MEMGUARD_OK);
  MUST(IsSecret(memguard_buffer_data(buffer)) && IsSecret(object));
  Say("readable");
}

void VforkChild(int signal) {
  memguard_buffer* buffer = SecretBuffer();
  unsigned char* object = SecretObject();
  Catch(Tell);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  pid_t child = vfork();
#pragma GCC diagnostic pop
  if (child == 0) {
    raise(signal);
    _exit(1);
  }
  SayNumber("child", ChildsEnd(child));
  MUST(memguard_buffer_status(buffer) == MEMGUARD_OK);
  MUST(IsSecret(memguard_buffer_data(buffer)) && IsSecret(object));
  Say("readable");
}

// Of a child that shares nothing but has a copy of all: what it holds when a signal comes, and when
// that signal's default action is about to end it.
bool ChildHolds(pid_t child, int signal, const unsigned char* at) {
  int status = 0;
  unsigned char bytes[32] = {};
  std::string path = "/proc/" + std::to_string(child) + "/mem";
  MUST(waitpid(child, &status, 0) == child);
  MUST(WIFSTOPPED(status) && WSTOPSIG(status) == signal);
  int memory = open(path.c_str(), O_RDONLY);
  MUST(pread(memory, bytes, sizeof bytes, reinterpret_cast<intptr_t>(at)) == sizeof bytes);
  close(memory);
  MUST(ptrace(PTRACE_CONT, child, nullptr, signal) == 0);
  return IsSecret(bytes);
}
void TracedChild(int signal) {
  memguard_buffer* buffer = SecretBuffer();
  unsigned char* object = SecretObject();
  const unsigned char* data = memguard_buffer_data(buffer);
  Catch(Tell);
  for (const unsigned char* at : {data, static_cast<const unsigned char*>(object)}) {
    pid_t child = fork();
    if (child == 0) {
      if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(1);
      raise(signal);
      _exit(2);
    }
    SayNumber("when it comes", ChildHolds(child, signal, at));
    SayNumber("when it ends", ChildHolds(child, signal, at));
    SayNumber("child", ChildsEnd(child));
  }
}

// A child that wants to be told gets a thread of its own.
void ChildThatCatches(int signal) {
  static char own[] = "child's own";
  Catch(Tell);
  pid_t child = fork();
  if (child == 0) {
    Catch(Tell, own);
    raise(signal);
    WaitToBeKilled();
  }
  SayNumber("child", ChildsEnd(child));
  Ready();
}

// In the middle of somebody else's call: the child's call must not wait for that thread.
void* CatchAndRelease(void*) {
  for (;;) {
    Catch(Tell);
    memguard_release_signals();
  }
}
void ForkStorm(int) {
  pthread_t thread;
  MUST(pthread_create(&thread, nullptr, CatchAndRelease, nullptr) == 0);
  for (int i = 0; i < 200; i++) {
    pid_t child = fork();
    if (child == 0) {
      Catch(Tell);
      memguard_release_signals();
      _exit(0);
    }
    MUST(ChildsEnd(child) == 0);
  }
  Say("all ended");
  _exit(0);
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
                           {"child", Child},
                           {"vfork child", VforkChild},
                           {"traced child", TracedChild},
                           {"child that catches", ChildThatCatches},
                           {"fork storm", ForkStorm},
                           {nullptr, nullptr}};

}  // namespace victim
