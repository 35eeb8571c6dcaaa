// victim_faults.cc: programs that crash.
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

volatile unsigned char* At(const void* bytes) {
  return static_cast<volatile unsigned char*>(const_cast<void*>(bytes));
}

void Catch() { MUST(memguard_catch_faults() == MEMGUARD_OK); }

// --- What is touched

void PastBuffer(int distance) {
  memguard_buffer* buffer = SecretBuffer();
  Catch();
  At(memguard_buffer_data(buffer))[32 + distance - 1] = 1;
}

void BeforeBuffer(int) {
  memguard_buffer* buffer = SecretBuffer();
  Catch();
  volatile unsigned char* page = At(memguard_buffer_data(buffer)) + 32 - memcall_page_size();
  page[0] = static_cast<unsigned char>(page[0] ^ 1);  // the first is within
  page[-1] = 1;
}

void Protected(int protection) {
  memguard_buffer* buffer = SecretBuffer();
  volatile unsigned char* data = At(memguard_buffer_data(buffer));
  MUST(memguard_buffer_protect(buffer, static_cast<memguard_protection>(protection)) ==
       MEMGUARD_OK);
  Catch();
  SayNumber("byte", protection == MEMGUARD_READ_ONLY ? data[3] = 1 : data[3]);
}

void Purged(int) {
  memguard_buffer* buffer = SecretBuffer();
  volatile unsigned char* data = At(memguard_buffer_data(buffer));
  memguard_purge_all();
  Catch();
  data[0] = 1;
}

// Goes by step from an object to where memory ends, over what the address sanitizer has poisoned.
__attribute__((noinline, no_sanitize("address"))) void Walk(volatile unsigned char* from,
                                                            int step) {
  Catch();
  for (;; from += step) (void)*from;
}
void WalkFromObject(int step) { Walk(At(SecretObject()), step); }
void WalkFromLargeObject(int step) { Walk(At(memguard_malloc(Context(), (1u << 20) - 32)), step); }
void WalkFromFreedObject(int step) {
  unsigned char* object = SecretObject();
  memguard_free(Context(), object);
  Walk(At(object), step);
}

void Nothing(int) {
  SecretBuffer();
  Catch();
  *static_cast<volatile int*>(nullptr) = 1;
}

// --- Who is told

void TellEarlier(int signal) { SayNumber("earlier", signal); }
void TellEarlierAndWait(int signal) {
  TellEarlier(signal);
  WaitToBeKilled();
}

// The parent looks around in the earlier handler.
void Stop(int signal) {
  Handle(signal, TellEarlierAndWait, SA_ONSTACK);
  memguard_buffer* buffer = SecretBuffer();
  SecretObject();
  Catch();
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
  Catch();
  assert(truth != 0);
}

void Sent(int signal) {
  SecretBuffer();
  Catch();
  kill(getpid(), signal);
  WaitToBeKilled();
}

sigjmp_buf back;
void JumpBack(int) { siglongjmp(back, 1); }

// A program that mends its faults keeps ours in front of its handler.
void Mend(int) {
  Handle(SIGSEGV, JumpBack, SA_ONSTACK);
  Catch();
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
  Catch();
  *At(page_of_program) = 7;
  MUST(*page_of_program == 7);
  Say("mended");
  *static_cast<volatile int*>(nullptr) = 1;  // its handler was for once
}

void Ignored(int) {
  Handle(SIGSEGV, SIG_IGN);
  memguard_buffer* buffer = SecretBuffer();
  Catch();
  raise(SIGSEGV);
  MUST(IsSecret(memguard_buffer_data(buffer)));
  Say("ignored");
  At(memguard_buffer_data(buffer))[32] = 1;
}

void Released(int) {
  Handle(SIGSEGV, TellEarlierAndWait, SA_ONSTACK);
  memguard_buffer* buffer = SecretBuffer();
  Catch();
  Catch();
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
  Catch();
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
void* Crash(void* buffer) {
  pthread_barrier_wait(&all);
  At(memguard_buffer_data(static_cast<memguard_buffer*>(buffer)))[32] = 1;
  return nullptr;
}
void CrashTogether(int threads) {
  pthread_t thread;
  Catch();
  pthread_barrier_init(&all, nullptr, static_cast<unsigned>(threads));
  for (int i = 0; i < threads; i++) pthread_create(&thread, nullptr, Crash, SecretBuffer());
  WaitToBeKilled();
}

void CrashInCallback(int, void* buffer) {
  At(memguard_buffer_data(static_cast<memguard_buffer*>(buffer)))[32] = 1;
}
void CallbackCrashes(int signal) {
  Catch();
  MUST(memguard_catch_signals(nullptr, 0, CrashInCallback, SecretBuffer()) == MEMGUARD_OK);
  raise(signal);
  WaitToBeKilled();
}

// 0: fork, 1: vfork.
void ChildCrashes(int shares_memory) {
  memguard_buffer* buffer = SecretBuffer();
  unsigned char* object = SecretObject();
  int status = 0;
  Catch();
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

const Act kFaultActs[] = {{"past buffer", PastBuffer},
                          {"before buffer", BeforeBuffer},
                          {"protected", Protected},
                          {"purged", Purged},
                          {"walk", WalkFromObject},
                          {"walk from large", WalkFromLargeObject},
                          {"walk from freed", WalkFromFreedObject},
                          {"nothing", Nothing},
                          {"stop in fault", Stop},
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
