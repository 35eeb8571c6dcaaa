// victim_crashes.cc: programs that crash in all sorts of places, and who is told.
#undef NDEBUG
#include <pthread.h>
#include <setjmp.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cassert>
#include <cstdlib>

#include "tests/memguard/process/victim.h"

namespace victim {
namespace {

// --- Who is told

// The parent looks around in the earlier handler.
void Stop(int signal) {
  Handle(signal, TellEarlierAndWait, SA_ONSTACK);
  memguard_buffer* buffer = SecretBuffer();
  SecretObject();
  CatchFaults();
  Say("ready");
  char byte;
  MUST(read(STDIN_FILENO, &byte, 1) == 1);
  if (signal == SIGSEGV) At(memguard_buffer_data(buffer))[32] = 1;
  if (signal == SIGABRT) abort();
  kill(getpid(), signal);
  WaitToBeKilled();
}

void Assert(int truth) {
  SecretBuffer();
  CatchFaults();
  assert(truth != 0);
}

void Sent(int signal) {
  SecretBuffer();
  CatchFaults();
  kill(getpid(), signal);
  WaitToBeKilled();
}

sigjmp_buf back;
void JumpBack(int) { siglongjmp(back, 1); }

// A program that mends its faults keeps ours in front of its handler.
void Mend(int) {
  Handle(SIGSEGV, JumpBack, SA_ONSTACK);
  CatchFaults();
  for (volatile int i = 0; i < 2; i = i + 1) {
    memguard_buffer* buffer = SecretBuffer();
    if (sigsetjmp(back, 1) == 0) At(memguard_buffer_data(buffer))[32] = 1;
    MUST(memguard_buffer_status(buffer) == MEMGUARD_ERR_EXPIRED);
    Say("mended");
  }
}

unsigned char* page_of_program;
void OpenPage(int, siginfo_t* info, void*) {
  MUST(info->si_addr == page_of_program);
  mprotect(page_of_program, memcall_page_size(), PROT_READ | PROT_WRITE);
}
void MendByReturning(int) {
  struct sigaction action = {};
  action.sa_sigaction = OpenPage;
  action.sa_flags = SA_SIGINFO | static_cast<int>(SA_RESETHAND);
  MUST(sigaction(SIGSEGV, &action, nullptr) == 0);
  page_of_program = static_cast<unsigned char*>(
      mmap(nullptr, memcall_page_size(), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  CatchFaults();
  *At(page_of_program) = 7;
  MUST(*page_of_program == 7);
  Say("mended");
  *static_cast<volatile int*>(nullptr) = 1;  // its handler was for once
}

void Ignored(int) {
  Handle(SIGSEGV, SIG_IGN);
  memguard_buffer* buffer = SecretBuffer();
  CatchFaults();
  raise(SIGSEGV);
  MUST(IsSecret(memguard_buffer_data(buffer)));
  Say("ignored");
  At(memguard_buffer_data(buffer))[32] = 1;
}

void Released(int) {
  Handle(SIGSEGV, TellEarlierAndWait, SA_ONSTACK);
  memguard_buffer* buffer = SecretBuffer();
  CatchFaults();
  CatchFaults();
  memguard_release_signals();
  At(memguard_buffer_data(buffer))[32] = 1;
}

// --- Where it happens

#if defined(__clang__)
#pragma clang diagnostic ignored "-Winfinite-recursion"
#elif defined(__GNUC__)
#pragma GCC diagnostic ignored "-Winfinite-recursion"
#endif
int Dive(volatile int* depth) {
  volatile int room[256];
  room[0] = *depth + 1;
  return Dive(room) + room[0];
}
void* Overflow(void*) {
  CatchFaults();
  volatile int depth = 0;
  SayNumber("depth", Dive(&depth));
  return nullptr;
}
void OverflowStack(int in_thread) {
  Handle(SIGSEGV, TellEarlier, SA_ONSTACK | static_cast<int>(SA_RESETHAND));
  SecretBuffer();
  pthread_t thread;
  if (in_thread == 0) Overflow(nullptr);
  pthread_create(&thread, nullptr, Overflow, nullptr);
  WaitToBeKilled();
}

pthread_barrier_t all;
// Where it is is asked before: the wipe of whoever crashes first leaves no answer.
void* Crash(void* buffer) {
  const unsigned char* data = memguard_buffer_data(static_cast<memguard_buffer*>(buffer));
  pthread_barrier_wait(&all);
  At(data)[32] = 1;
  return nullptr;
}
void CrashTogether(int threads) {
  pthread_t thread;
  CatchFaults();
  pthread_barrier_init(&all, nullptr, static_cast<unsigned>(threads));
  for (int i = 0; i < threads; i++) pthread_create(&thread, nullptr, Crash, SecretBuffer());
  WaitToBeKilled();
}

void CrashInCallback(int, void* buffer) {
  At(memguard_buffer_data(static_cast<memguard_buffer*>(buffer)))[32] = 1;
}
void CallbackCrashes(int signal) {
  CatchFaults();
  MUST(memguard_catch_signals(nullptr, 0, CrashInCallback, SecretBuffer()) == MEMGUARD_OK);
  raise(signal);
  WaitToBeKilled();
}

// 0: fork, 1: vfork.
void ChildCrashes(int shares_memory) {
  memguard_buffer* buffer = SecretBuffer();
  unsigned char* object = SecretObject();
  int status = 0;
  CatchFaults();
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  pid_t child = shares_memory != 0 ? vfork() : fork();
#pragma GCC diagnostic pop
  if (child == 0) {
    *static_cast<volatile int*>(nullptr) = 1;
    _exit(1);
  }
  MUST(waitpid(child, &status, 0) == child);
  MUST(WIFSIGNALED(status));
  SayNumber("child", WTERMSIG(status));
  MUST(IsSecret(memguard_buffer_data(buffer)) && IsSecret(object));
  Say("readable");
}

}  // namespace

const Act kCrashActs[] = {{"stop in fault", Stop},
                          {"assert", Assert},
                          {"sent", Sent},
                          {"mend", Mend},
                          {"mend by returning", MendByReturning},
                          {"ignored fault", Ignored},
                          {"released faults", Released},
                          {"stack overflow", OverflowStack},
                          {"crash together", CrashTogether},
                          {"callback crashes", CallbackCrashes},
                          {"child crashes", ChildCrashes},
                          {nullptr, nullptr}};

}  // namespace victim
