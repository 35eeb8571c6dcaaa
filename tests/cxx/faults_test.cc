// Every call that makes or opens something, with each operation of the system failing in turn: the
// status arrives, the source is as promised, nothing is left behind, and the next call works.
#include <functional>
#include <new>

#include "tests/cxx/fixture.h"
#include "tests/fake_os/fake_os.h"

namespace {

using namespace cxx_test;
using securememory::bytes;
using securememory::mutable_bytes;
using securememory::secret;
using securememory::secure_string;

const char kText[] = "a secret of forty bytes, told to no one";

class CxxFaults : public World, public ::testing::WithParamInterface<memcall_status> {
 protected:
  using Call = std::function<securememory_status()>;

  void SetUp() override { fake_os_reset(); }
  void TearDown() override { EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence(); }

  bool MayAnswer(securememory_status status) {
    return static_cast<int>(status) == static_cast<int>(GetParam()) || status == SECUREMEMORY_OK ||
           status == SECUREMEMORY_ERR_RANDOM;
  }

  // In fresh worlds, until no operation is left to fail.
  void Leaving(const Call& call) {
    size_t failed = 0;
    for (size_t nth = 1;; nth++) {
      SCOPED_TRACE("operation " + std::to_string(nth));
      Open(memguard_options_default());
      fake_os_fail(nth, GetParam());
      securememory_status status = call();
      bool happened = fake_os_fault_happened();
      fake_os_no_faults();
      EXPECT_TRUE(MayAnswer(status)) << securememory_status_name(status);
      if (status != SECUREMEMORY_OK) {
        failed++;
        EXPECT_EQ(static_cast<int>(status), static_cast<int>(memcall_last_error()->status));
      }
      EXPECT_EQ(0u, fake_os_find(kText, 16, true));
      EXPECT_EQ(0u, Live());
      EXPECT_EQ(SECUREMEMORY_OK, call()) << "the next one works";
      World::TearDown();
      if (!happened || HasFailure()) break;
    }
    EXPECT_GT(failed, 0u) << "the faults must have hit something";
  }

  // What is given is wiped on success, and intact on failure.
  template <class Make>
  static Call From(Make make) {
    return [make] {
      std::string source = kText;
      auto made = make(source);
      EXPECT_EQ(made ? std::string(source.size(), '\0') : kText, source);
      securememory::mutable_bytes rest(source);
      memguard_wipe(rest.ptr, rest.len);
      return made.status();
    };
  }
};

TEST_P(CxxFaults, MakingASecret) {
  Leaving(From([this](std::string& text) { return secret::from(text, factory_.get()); }));
}

TEST_P(CxxFaults, MakingABuffer) {
  Leaving(
      From([this](std::string& text) { return securememory::buffer::from(text, context_.get()); }));
}

TEST_P(CxxFaults, MakingAnEnclave) {
  Leaving(From(
      [this](std::string& text) { return securememory::enclave::from(text, context_.get()); }));
}

TEST_P(CxxFaults, MakingAString) {
  Leaving(From([this](std::string& text) { return secure_string::from(text, context_); }));
}

TEST_P(CxxFaults, MakingAFactoryOnANewContext) {
  Leaving([] {
    auto owner = securememory::context::make();
    if (!owner) return owner.status();
    return securememory::factory::make(SECUREMEMORY_SEALED, owner->get()).status();
  });
}

TEST_P(CxxFaults, AValueComesOrNot) {
  Leaving([this] {
    auto made = secret::copy(bytes(kText, 40), factory_.get());
    if (!made) return made.status();
    auto length = made->with_bytes([](bytes plain) { return plain.size(); });
    if (length) {
      EXPECT_EQ(40u, *length);
    }
    return length.status();
  });
}

// A container's own way to say it.
TEST_P(CxxFaults, GrowingAString) {
  Leaving([this] {
    secure_string text(context_);
    std::string source = kText;
    securememory_status status = SECUREMEMORY_OK;
    try {
      text.append(source);
    } catch (const std::bad_alloc&) {
      status = static_cast<securememory_status>(memcall_last_error()->status);
      EXPECT_TRUE(text.empty());
      EXPECT_EQ(kText, source) << "intact";
    }
    memguard_wipe(&source[0], source.size());
    return status;
  });
}

INSTANTIATE_TEST_SUITE_P(Errors, CxxFaults,
                         ::testing::Values(MEMCALL_ERR_NO_MEMORY, MEMCALL_ERR_LOCK_LIMIT,
                                           MEMCALL_ERR_SYSTEM),
                         [](const auto& test) {
                           return std::string(memcall_status_name(test.param));
                         });

// At the limit of locked memory, growth that fails changes nothing.
TEST(CxxLimit, AStringThatCannotGrowIsAsItWas) {
  fake_os_reset();
  fake_os_limits limits = fake_os_get_limits();
  limits.locked_bytes = 256 << 10;
  fake_os_set_limits(limits);
  auto context = std::move(*securememory::context::make());
  {
    secure_string text(context);
    std::string piece(1000, 'x');
    size_t length = 0;
    EXPECT_THROW(
        for (;;) {
          piece.assign(1000, 'x');
          text.append(piece);
          length += 1000;
        },
        std::bad_alloc);
    EXPECT_EQ(MEMCALL_ERR_LOCK_LIMIT, memcall_last_error()->status);
    EXPECT_EQ(std::string(1000, 'x'), piece);
    EXPECT_EQ(length, text.size());
    EXPECT_TRUE(text.equal(std::string(length, 'x')));
    EXPECT_EQ(SECUREMEMORY_ERR_LOCK_LIMIT, text.try_reserve(512 << 10));
    EXPECT_EQ(SECUREMEMORY_ERR_LOCK_LIMIT,
              secure_string::copy(std::string(256 << 10, 'x'), context).status());
  }
  EXPECT_EQ(SECUREMEMORY_OK, context.destroy());
  fake_os_reset();
}

}  // namespace
