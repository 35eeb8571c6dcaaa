// session.h: a session of attacks on a random secret, whose victims are secmem's.
#ifndef TESTS_ATTACK_SESSION_H
#define TESTS_ATTACK_SESSION_H

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <iostream>
#include <string>

#include "memguard/memguard.h"
#include "tests/attack/name.h"
#include "tests/secmem/program.h"

namespace attack_test {

class Session : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const memguard_options options = memguard_options_relaxed();
    signal(SIGPIPE, SIG_IGN);
    ASSERT_EQ(memguard_context_new(&options, &context_), MEMGUARD_OK) << memcall_last_error()->text;
    secret_ = static_cast<unsigned char *>(memguard_malloc(context_, kLength));
    ASSERT_NE(secret_, nullptr);
    ASSERT_EQ(memguard_scramble(secret_, kLength), MEMGUARD_OK);
    program_ = SecmemPath();
    attack_options attack = {};
    attack.context = context_;
    attack.secret = secret_;
    attack.length = kLength;
    attack.executable = program_.c_str();
    char why[256] = "";
    ASSERT_TRUE(attack_open(&attack, &session_, why, sizeof why)) << why;
    TellTheScene();
  }

  static void TearDownTestSuite() {
    attack_close(session_);
    memguard_free(context_, secret_);
    EXPECT_EQ(memguard_context_destroy(context_), MEMGUARD_OK) << "the engine left memory behind";
  }

  /* What decides which channels can be tried. */
  static void TellTheScene() {
    struct rlimit core;
    std::string pattern;
    getrlimit(RLIMIT_CORE, &core);
    std::getline(std::ifstream("/proc/sys/kernel/core_pattern"), pattern);
    std::cout << "user " << geteuid() << ", core_pattern \"" << pattern << "\", core limit "
              << core.rlim_cur << " (hard " << core.rlim_max << ")" << std::endl;
  }

  static constexpr size_t kLength = 32;
  static inline memguard_context *context_ = nullptr;
  static inline unsigned char *secret_ = nullptr;
  static inline attack_session *session_ = nullptr;
  static inline std::string program_;
};

}  // namespace attack_test

#endif
