// Little or no room to lock, and little address space: an error with its remedy, never a dead
// process.
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <functional>

#include "memguard/memguard.h"
#include "securememory/secret.h"

namespace {

// An ordinary user has no capabilities; giving them up works in containers that know no other users.
bool GiveUpCapabilities() {
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  __user_cap_data_struct none[2] = {};
  return syscall(SYS_capset, &header, none) == 0;
}

bool Limit(decltype(RLIMIT_AS) what, rlim_t bytes) {
  const rlimit limit = {bytes, bytes};
  return setrlimit(what, &limit) == 0;
}

// Runs `body` as an ordinary user that may lock `bytes`; returns its exit code.
int WithLockLimit(rlim_t bytes, const std::function<int()>& body) {
  pid_t pid = fork();
  if (pid == 0) {
    alarm(60);
    if (!Limit(RLIMIT_MEMLOCK, bytes) || !GiveUpCapabilities()) _exit(99);
    _exit(body());
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 200 + WTERMSIG(status);
}

bool Says(const char* word) {
  if (strstr(memcall_last_error()->text, word) != nullptr) return true;
  fprintf(stderr, "said: %s\n", memcall_last_error()->text);
  return false;
}

int Ignore(const unsigned char*, size_t, void*) { return 0; }

TEST(NothingMayBeLocked, DefaultContextAnswersWithTheRemedy) {
  EXPECT_EQ(
      0, WithLockLimit(0, [] {
        securememory_secret* secret = nullptr;
        if (securememory_secret_new_random(securememory_default_factory(), 32, &secret) !=
            SECUREMEMORY_ERR_LOCK_LIMIT)
          return 1;
        if (secret != nullptr || !Says("ulimit -l") || !Says("memguard_options_relaxed")) return 2;
        if (memguard_malloc(memguard_default_context(), 32) != nullptr) return 3;
        return memcall_last_error()->status == MEMCALL_ERR_LOCK_LIMIT && Says("ulimit -l") ? 0 : 4;
      }));
}

TEST(NothingMayBeLocked, RelaxedContextWorksAndSaysWhatIsMissing) {
  EXPECT_EQ(0, WithLockLimit(0, [] {
              memguard_options options = memguard_options_relaxed();
              memguard_context* context = nullptr;
              securememory_factory* factory = nullptr;
              securememory_secret* secret = nullptr;
              memguard_safeguards safeguards = {};
              if (memguard_context_new(&options, &context) != MEMGUARD_OK) return 1;
              if (securememory_factory_new(context, SECUREMEMORY_SEALED, nullptr, &factory) !=
                  SECUREMEMORY_OK)
                return 2;
              if (securememory_secret_new_random(factory, 32, &secret) != SECUREMEMORY_OK) return 3;
              if (securememory_secret_with_bytes(secret, Ignore, nullptr) != SECUREMEMORY_OK)
                return 4;
              if (securememory_secret_safeguards(secret, &safeguards) != SECUREMEMORY_OK) return 5;
              return (safeguards.requested & ~safeguards.in_force) == MEMCALL_LOCKED ? 0 : 6;
            }));
}

TEST(SixtyFourKibibytes, ThousandsOfSealedSecretsAndAnErrorWhenTheHeapIsFull) {
  EXPECT_EQ(0, WithLockLimit(65536, [] {
              for (int i = 0; i < 5000; i++) {
                securememory_secret* secret = nullptr;
                if (securememory_secret_new_random(securememory_default_factory(), 32, &secret) !=
                    SECUREMEMORY_OK)
                  return 1;
                if (i % 100 == 0 &&
                    securememory_secret_with_bytes(secret, Ignore, nullptr) != SECUREMEMORY_OK)
                  return 2;
              }
              int slots = 0;
              void* last = nullptr;
              for (void* slot; (slot = memguard_malloc(memguard_default_context(), 32)) != nullptr;
                   slots++)
                last = slot;
              fprintf(stderr, "%d locked 32-byte slots beside 5000 sealed secrets\n", slots);
              if (slots < 1100 || memcall_last_error()->status != MEMCALL_ERR_LOCK_LIMIT) return 3;
              memguard_free(memguard_default_context(), last);
              return memguard_malloc(memguard_default_context(), 32) != nullptr
                         ? 0
                         : 4;  // the limit broke nothing
            }));
}

TEST(LittleAddressSpace, IsAnError) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "the sanitizer itself needs terabytes of address space";
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  GTEST_SKIP() << "the sanitizer itself needs terabytes of address space";
#endif
#endif
  EXPECT_EQ(0, WithLockLimit(65536, [] {
              if (!Limit(RLIMIT_AS, 1)) return 98;
              securememory_secret* secret = nullptr;
              if (securememory_secret_new_random(securememory_default_factory(), 1000000,
                                                 &secret) != SECUREMEMORY_ERR_NO_MEMORY)
                return 1;
              return secret == nullptr && strlen(memcall_last_error()->text) > 10 ? 0 : 2;
            }));
}

}  // namespace
