// fake_fixture.h: buffers on the fake system, and what must be true of it after every test.
#ifndef TESTS_MEMGUARD_BUFFER_FAKE_FIXTURE_H
#define TESTS_MEMGUARD_BUFFER_FAKE_FIXTURE_H

#include "tests/fake_os/fake_os.h"
#include "tests/memguard/buffer/fixture.h"

namespace buffer_test {

const char kSecret[] = "fifteen letters";
const size_t kSize = sizeof kSecret;

const memguard_protection kProtections[] = {MEMGUARD_NO_ACCESS, MEMGUARD_READ_ONLY,
                                            MEMGUARD_READ_WRITE};

// With everything required, so that every step that fails is a failure.
class OnFake : public BufferTest {
 protected:
  void SetUp() override {
    fake_os_reset();
    memguard_options options = memguard_options_default();
    options.no_dump = options.fork = options.guards = options.no_merge = MEMGUARD_REQUIRE;
    Open(options);
    memguard_buffer_destroy(New(1));  // what the context makes once is there
    Remember();
  }

  void TearDown() override {
    fake_os_no_faults();
    memguard_buffer_destroy(New(1));  // gives back what could not be given back earlier
    ExpectNothingIsLeft();
    EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
    BufferTest::TearDown();
    fake_os_reset();
  }

  // What is in use now is no leak, but for what waits to be used again.
  void Remember() {
    inside_trim(context_);
    before_ = fake_os_used();
  }

  void ExpectNothingIsLeft() {
    inside_trim(context_);
    EXPECT_EQ(before_.live, fake_os_used().live);
    EXPECT_EQ(before_.locked_bytes, fake_os_used().locked_bytes);
    EXPECT_EQ(0u, Copies());
    EXPECT_EQ(0u, inside_live(context_));
    EXPECT_EQ(0u, Charged());
  }

  // Of the secret, in pages of any access.
  static size_t Copies() { return fake_os_find(kSecret, kSize, true); }

  memguard_buffer* NewSecret(memguard_protection protection) {
    memguard_buffer* buffer = NewCopy(std::string(kSecret, kSize));
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_protect(buffer, protection));
    return buffer;
  }

  // What the system says the page's access is.
  static memguard_protection AccessOf(const memguard_buffer* buffer) {
    fake_os_page page = {};
    EXPECT_TRUE(fake_os_page_at(inside_bytes(buffer), &page));
    return static_cast<memguard_protection>(page.access);
  }

  fake_os_usage before_ = {};
};

}  // namespace buffer_test

#endif
