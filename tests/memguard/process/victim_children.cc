// victim_children.cc: programs whose children are ended by signals.
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

#include "tests/memguard/process/victim.h"

namespace victim {
namespace {

int ChildsEnd(pid_t child) {
  int status = 0;
  MUST(waitpid(child, &status, 0) == child);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

// number: the signal, and 1000 more for a child that uses the library before.
void Child(int number) {
  memguard_buffer* buffer = SecretBuffer();
  unsigned char* object = SecretObject();
  CatchSignals(Tell);
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
  CatchSignals(Tell);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  pid_t child = vfork();
#pragma GCC diagnostic pop
  if (child == 0) {
    kill(getpid(),
         signal);  // musl's raise would mean the thread whose memory this is, the parent's
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
  CatchSignals(Tell);
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

// The first process of a container: the kernel ignores signals whose action is the default one.
void FirstProcess(int signal) {
  if (unshare(CLONE_NEWUSER | CLONE_NEWPID) != 0) {
    Say("forbidden");
    return;
  }
  pid_t child = fork();
  if (child == 0) {
    MUST(getpid() == 1);
    CatchSignals(Tell);
    raise(signal);
    WaitToBeKilled();
  }
  SayNumber("child", ChildsEnd(child));
}

// A child that wants to be told gets a thread of its own.
void ChildThatCatches(int signal) {
  static char own[] = "child's own";
  CatchSignals(Tell);
  pid_t child = fork();
  if (child == 0) {
    CatchSignals(Tell, own);
    raise(signal);
    WaitToBeKilled();
  }
  SayNumber("child", ChildsEnd(child));
  Say("ready");
  WaitToBeKilled();
}

// In the middle of somebody else's call: the child's call must not wait for that thread.
void* CatchAndRelease(void*) {
  for (;;) {
    CatchSignals(Tell);
    memguard_release_signals();
  }
}
void ForkStorm(int) {
  pthread_t thread;
  MUST(pthread_create(&thread, nullptr, CatchAndRelease, nullptr) == 0);
  for (int i = 0; i < 200; i++) {
    pid_t child = fork();
    if (child == 0) {
      alarm(60);  // the parent's is not inherited
      CatchSignals(Tell);
      memguard_release_signals();
      _exit(0);
    }
    MUST(ChildsEnd(child) == 0);
  }
  Say("all ended");
  _exit(0);
}

}  // namespace

const Act kChildActs[] = {{"child", Child},
                          {"vfork child", VforkChild},
                          {"traced child", TracedChild},
                          {"first process", FirstProcess},
                          {"child that catches", ChildThatCatches},
                          {"fork storm", ForkStorm},
                          {nullptr, nullptr}};

}  // namespace victim
