// Purges leave BoringSSL alone; what ends the process at once zeroes its memory.
#include <openssl/mem.h>

#include <csignal>
#include <cstring>

#include "memguard/memguard.h"
#include "tests/boringssl_heap/heap.h"
#include "tests/boringssl_heap/keys.h"
#include "tests/memcall/linux.h"

namespace boringssl_heap_test {
namespace {

const char kText[] = "a session key of some connection";

char* NewText(size_t size) {
  char* text = static_cast<char*>(OPENSSL_malloc(size));
  memcpy(text, kText, sizeof kText);
  return text;
}

TEST(Purge, LeavesKeysUsable) {
  const Key key = NewEcKey();
  const Bytes signature = Sign(key.get());
  memguard_purge_all();
  memguard_purge(boringssl_heap_context());
  EXPECT_TRUE(Verifies(key.get(), signature));
  EXPECT_TRUE(Verifies(key.get(), Sign(key.get())));
}

TEST(EmergencyWipe, ZeroesAndLetsTheHeapGoOn) {
  const Death death = InAChild([] {
    std::vector<char*> texts;
    for (size_t size : {40u, 5000u, 100000u}) texts.push_back(NewText(size));
    memguard_emergency_wipe();
    for (const char* text : texts)
      for (size_t i = 0; i < sizeof kText; i++) CHECK_OR(1, text[i] == 0);
    for (char* text : texts) OPENSSL_free(text);
    CHECK_OR(2, Owns(NewText(40)));
    return 0;
  });
  EXPECT_EQ(0, death.signal);
  EXPECT_EQ(0, death.code);
}

/* --- The last moment, looked at by a debugger ------------------------------------------------ */

TEST(Panic, ZeroesIt) {
  char* text = NewText(100);
  const std::string control = BytesAtTheEnd(text, sizeof kText, [] { abort(); });
  if (control.empty()) GTEST_SKIP() << "no process may be traced here";
  EXPECT_EQ(std::string(kText, sizeof kText), control) << "abort(3) by itself wipes nothing";
  EXPECT_EQ(std::string(sizeof kText, '\0'),
            BytesAtTheEnd(text, sizeof kText, [] { memguard_panic("the disk is on fire"); }));
  OPENSSL_free(text);
}

void CaughtFault() {
  if (memguard_catch_faults() == MEMGUARD_OK) abort();
}

// The program's own handler is called after ours.
TEST(Panic, AndSoDoesACrashThatIsCaught) {
  const Death death = InAChild([] {
    char* text = NewText(100);
    static char* seen;
    seen = text;
    struct sigaction after = {};
    after.sa_handler = [](int) { _exit(seen[0] == 0 ? 3 : 4); };
    sigaction(SIGABRT, &after, nullptr);
    CaughtFault();
    return 1;
  });
  EXPECT_EQ(3, death.code);
}

}  // namespace
}  // namespace boringssl_heap_test
