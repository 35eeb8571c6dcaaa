// victim.h: a program whose end is looked at from outside. It is told by name what to do.
#ifndef TESTS_MEMGUARD_PROCESS_VICTIM_H
#define TESTS_MEMGUARD_PROCESS_VICTIM_H

#include <csignal>
#include <cstddef>

#include "memguard/memguard.h"

namespace victim {

// What a victim does; the number is its last argument.
struct Act {
  const char* name;
  void (*run)(int number);
};
extern const Act kSignalActs[], kChildActs[], kExitActs[], kFaultActs[],
    kCrashActs[];  // each ends with a NULL name

// One line on standard output, without stdio: also from handlers.
void Say(const char* text);
void SayNumber(const char* text, long number);

[[noreturn]] void WaitToBeKilled();

// Ends the program with status 99 and says what was not true.
void Must(bool truth, const char* what);
#define MUST(truth) ::victim::Must(truth, #truth)

// Catches the usual signals; a callback that says user, or "callback", and the signal.
void CatchSignals(memguard_signal_fn callback, void* user = nullptr);
void Tell(int signal, void* user);

void CatchFaults();
volatile unsigned char* At(const void* bytes);  // to be touched

// Handlers that say "earlier" and the signal.
void TellEarlier(int signal);
[[noreturn]] void TellEarlierAndWait(int signal);

void Handle(int signal, void (*handler)(int), int flags = 0);

// A context with the options that the environment names: VICTIM_FORK=exclude or off.
memguard_context* Context();

// A 32-byte buffer and a 32-byte heap object whose bytes the tests know, and which stand nowhere
// else in this process.
memguard_buffer* SecretBuffer();
unsigned char* SecretObject();
void Fill(unsigned char* bytes);
bool IsSecret(const unsigned char* bytes);

}  // namespace victim

#endif
