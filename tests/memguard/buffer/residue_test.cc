// After a call that touched plaintext returns, none of it stands on the stack or in a vector register.
#include <pthread.h>
#include <sys/mman.h>

#include <functional>

#include "tests/memguard/buffer/fixture.h"
#include "tests/memguard/scrub/registers.h"

namespace buffer_test {
namespace {

constexpr size_t kStack = 256 << 10;
char secret[48], copy[48];  // in no frame of a test's

// Runs calls on a thread whose stack is looked at from end to end in the instruction after them.
class Witness {
 public:
  Witness()
      : stack_(static_cast<char*>(
            mmap(nullptr, kStack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0))),
        seen_(kStack + sizeof(registers), '\0') {}
  ~Witness() { munmap(stack_, kStack); }

  const std::string& After(const std::function<void()>& call) {
    pthread_attr_t attributes;
    pthread_t thread;
    call_ = &call;
    memset(stack_, 0, kStack);
    pthread_attr_init(&attributes);
    EXPECT_EQ(0, pthread_attr_setstack(&attributes, stack_, kStack));
    EXPECT_EQ(0, pthread_create(&thread, &attributes, Run, this));
    pthread_join(thread, nullptr);
    pthread_attr_destroy(&attributes);
    return seen_;
  }

 private:
  static void* Run(void* user) {
    Witness* self = static_cast<Witness*>(user);
    (*self->call_)();
    registers_read(&self->registers_);
    memcpy(&self->seen_[0], self->stack_, kStack);
    memcpy(&self->seen_[kStack], &self->registers_, sizeof self->registers_);
    return nullptr;
  }

  char* stack_;
  const std::function<void()>* call_ = nullptr;
  registers registers_ = {};
  std::string seen_;
};

// Eight bytes of the secret in a row are no accident.
bool Stands(const std::string& seen) {
  for (size_t from = 0; from + 8 <= sizeof secret; from++)
    if (seen.find(std::string(secret + from, 8)) != std::string::npos) return true;
  return false;
}

class Residue : public BufferTest {
 protected:
  void SetUp() override {
    BufferTest::SetUp();
    ASSERT_EQ(MEMCALL_OK, memcall_random(secret, sizeof secret));
    memcpy(copy, secret, sizeof secret);
    buffer_ = New(sizeof secret);
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_write_copy(buffer_, 0, secret, sizeof secret));
  }
  void TearDown() override {
    memguard_buffer_destroy(made_);
    memguard_buffer_destroy(buffer_);
    BufferTest::TearDown();
  }
  // `call` answers OK and leaves nothing.
  void Clean(const std::function<memguard_status()>& call) {
    memguard_status status = MEMGUARD_ERR_INVALID;
    EXPECT_FALSE(Stands(witness_.After([&] { status = call(); })));
    EXPECT_EQ(MEMGUARD_OK, status);
  }
  memguard_buffer *buffer_ = nullptr, *made_ = nullptr;
  Witness witness_;
};

TEST_F(Residue, ControlACopyByTheCLibraryStands) {
  EXPECT_TRUE(Stands(witness_.After([] {
    volatile char frame[2048];  // its lowest bytes are out of the reach of the calls that look
    for (size_t i = 0; i < sizeof secret; i++) frame[i] = secret[i];
    EXPECT_EQ(secret[0], frame[0]);
  })));
}

TEST_F(Residue, NewCopy) {
  Clean([&] { return memguard_buffer_new_copy(context_, secret, sizeof secret, &made_); });
}

TEST_F(Residue, NewFrom) {
  Clean([&] { return memguard_buffer_new_from(context_, copy, sizeof copy, &made_); });
}

TEST_F(Residue, NewRead) {
  memcpy(copy, secret, sizeof secret);
  memguard_source source = {[](void*, void* bytes, size_t capacity, size_t* got) {
                              volatile char* to = static_cast<volatile char*>(bytes);
                              for (*got = 0; *got < sizeof copy && *got < capacity; ++*got)
                                to[*got] = copy[*got];
                              return MEMGUARD_OK;
                            },
                            nullptr};
  Clean([&] { return memguard_buffer_new_read(context_, source, sizeof secret, &made_); });
}

TEST_F(Residue, Resize) {
  Clean([&] { return memguard_buffer_resize(buffer_, sizeof secret + 1); });
}

TEST_F(Residue, WriteAndWriteCopy) {
  Clean([&] { return memguard_buffer_write_copy(buffer_, 0, secret, sizeof secret); });
  Clean([&] { return memguard_buffer_write(buffer_, 0, copy, sizeof copy); });
}

TEST_F(Residue, Read) {
  Clean([&] { return memguard_buffer_read(buffer_, 0, copy, sizeof copy); });
}

TEST_F(Residue, Equal) {
  bool equal = false;
  Clean([&] { return memguard_buffer_equal(buffer_, secret, sizeof secret, &equal); });
  EXPECT_TRUE(equal);
}

// What they leave is looked for after it is known.
TEST_F(Residue, ScrambleAndNewRandom) {
  std::string seen = witness_.After([&] {
    if (memguard_buffer_scramble(buffer_) != MEMGUARD_OK) abort();
  });
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_read(buffer_, 0, secret, sizeof secret));
  EXPECT_FALSE(Stands(seen));
  seen = witness_.After([&] {
    if (memguard_buffer_new_random(context_, sizeof secret, &made_) != MEMGUARD_OK) abort();
  });
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_read(made_, 0, secret, sizeof secret));
  EXPECT_FALSE(Stands(seen));
}

}  // namespace
}  // namespace buffer_test
