// victim.cc: main, and what the acts have in common.
#include "tests/memguard/process/victim.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "tests/death/death.h"
#include "tests/memguard/process/secret_bytes.h"

namespace victim {

void Say(const char* text) {
  char line[256];
  size_t length = strnlen(text, sizeof line - 1);
  memcpy(line, text, length);
  line[length] = '\n';
  if (write(STDOUT_FILENO, line, length + 1) < 0) _exit(98);
}

void SayNumber(const char* text, long number) {
  char line[200];
  size_t length = strnlen(text, 100);
  memcpy(line, text, length);
  line[length++] = ' ';
  char digits[24];
  size_t count = 0;
  do digits[count++] = static_cast<char>('0' + number % 10);
  while ((number /= 10) != 0);
  while (count > 0) line[length++] = digits[--count];
  line[length] = '\0';
  Say(line);
}

void WaitToBeKilled() {
  for (;;) pause();
}

void Must(bool truth, const char* what) {
  if (truth) return;
  Say(what);
  _exit(99);
}

void Handle(int signal, void (*handler)(int), int flags) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  MUST(sigaction(signal, &action, nullptr) == 0);
}

void CatchSignals(memguard_signal_fn callback, void* user) {
  MUST(memguard_catch_signals(nullptr, 0, callback, user) == MEMGUARD_OK);
}

void Tell(int signal, void* user) {
  SayNumber(user != nullptr ? static_cast<const char*>(user) : "callback", signal);
}

volatile unsigned char* At(const void* bytes) {
  return static_cast<volatile unsigned char*>(const_cast<void*>(bytes));
}

void CatchFaults() { MUST(memguard_catch_faults() == MEMGUARD_OK); }

void TellEarlier(int signal) { SayNumber("earlier", signal); }

void TellEarlierAndWait(int signal) {
  TellEarlier(signal);
  WaitToBeKilled();
}

memguard_context* Context() {
  static memguard_context* context = nullptr;
  if (context != nullptr) return context;
  memguard_options options = memguard_options_relaxed();
  const char* fork = getenv("VICTIM_FORK");
  if (fork != nullptr && std::string(fork) == "exclude")
    options.fork_action = MEMGUARD_FORK_EXCLUDE;
  if (fork != nullptr && std::string(fork) == "off") options.fork = MEMGUARD_OFF;
  MUST(memguard_context_new(&options, &context) == MEMGUARD_OK);
  return context;
}

void Fill(unsigned char* bytes) {
  for (size_t i = 0; i < kSecretSize; i++) bytes[i] = SecretByte(i);
}

bool IsSecret(const unsigned char* bytes) {
  for (size_t i = 0; i < kSecretSize; i++)
    if (bytes[i] != SecretByte(i)) return false;
  return true;
}

memguard_buffer* SecretBuffer() {
  memguard_buffer* buffer = nullptr;
  MUST(memguard_buffer_new(Context(), kSecretSize, &buffer) == MEMGUARD_OK);
  Fill(memguard_buffer_mutable_data(buffer));
  return buffer;
}

unsigned char* SecretObject() {
  unsigned char* object = static_cast<unsigned char*>(memguard_malloc(Context(), kSecretSize));
  MUST(object != nullptr);
  Fill(object);
  return object;
}

namespace {

bool Run(const Act* acts, const char* name, int number) {
  for (; acts->name != nullptr; acts++) {
    if (strcmp(acts->name, name) != 0) continue;
    acts->run(number);
    return true;
  }
  return false;
}

}  // namespace
}  // namespace victim

// Whatever happens, it does not live long.
int main(int argc, char** argv) {
  if (argc < 2) return 97;
  int number = argc > 2 ? atoi(argv[2]) : 0;
  alarm(120);
  LetFaultsKill();
  for (const victim::Act* acts : {victim::kSignalActs, victim::kChildActs, victim::kExitActs,
                                  victim::kFaultActs, victim::kCrashActs})
    if (victim::Run(acts, argv[1], number)) return 0;
  return 97;
}
