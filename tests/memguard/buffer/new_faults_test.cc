// Constructors whose every operation fails once: the right status, nothing left, and a source that
// is wiped if and only if its bytes moved.
#include "tests/memguard/buffer/faults.h"

namespace buffer_test {
namespace {

class NewFaults : public Faults {
 protected:
  void Constructor(const std::function<memguard_status(char*, memguard_buffer**)>& make,
                   bool moves) {
    Enumerate([&](memguard_status error) {
      char source[kSize];
      memcpy(source, kSecret, kSize);
      memguard_buffer* buffer = reinterpret_cast<memguard_buffer*>(this);
      memguard_status status = Meet([&] { return make(source, &buffer); });
      EXPECT_EQ(happened_ && !MayBeLacking(), status != MEMGUARD_OK) << "everything is required";
      EXPECT_TRUE(status == MEMGUARD_OK || Fails(Expected(error), nullptr, status));
      EXPECT_EQ(status == MEMGUARD_OK, buffer != nullptr);
      bool wiped = IsZero(source, kSize);
      EXPECT_EQ(moves && status == MEMGUARD_OK, wiped) << "intact on failure, wiped on success";
      memguard_buffer_destroy(buffer);
      ExpectNothingIsLeft();
    });
  }

  // Some systems lack the operation that failed, and need none.
  bool MayBeLacking() const {
    fake_os_entry entry = {};
    for (size_t i = 0; error_ == MEMCALL_ERR_UNSUPPORTED && fake_os_log(i, &entry); i++) {
      if (entry.status == MEMCALL_OK) continue;
      return strcmp(entry.operation, "small_pages") == 0 ||
             strcmp(entry.operation, "populate") == 0;
    }
    return false;
  }

  // What a failed operation answers: its error, but of randomness only that there is none.
  static memguard_status Expected(memguard_status error) {
    fake_os_entry entry = {};
    for (size_t i = 0; fake_os_log(i, &entry); i++)
      if (entry.status != MEMCALL_OK)
        return strcmp(entry.operation, "random") == 0 ? MEMGUARD_ERR_RANDOM : error;
    return error;
  }
};

TEST_F(NewFaults, New) {
  Constructor(
      [this](char*, memguard_buffer** out) { return memguard_buffer_new(context_, kSize, out); },
      false);
}

TEST_F(NewFaults, NewFrom) {
  Constructor(
      [this](char* source, memguard_buffer** out) {
        return memguard_buffer_new_from(context_, source, kSize, out);
      },
      true);
}

TEST_F(NewFaults, NewCopy) {
  Constructor(
      [this](char* source, memguard_buffer** out) {
        return memguard_buffer_new_copy(context_, source, kSize, out);
      },
      false);
}

TEST_F(NewFaults, NewRandom) {
  Constructor(
      [this](char*, memguard_buffer** out) {
        return memguard_buffer_new_random(context_, kSize, out);
      },
      false);
}

// A safeguard that is only preferred is left out, and the buffer tells.
TEST_F(NewFaults, PreferredSafeguardsAreMissingAndSaidToBe) {
  Open(memguard_options_relaxed());
  const struct {
    const char* operation;
    memcall_safeguards missing;
  } kRows[] = {{"lock", MEMCALL_LOCKED},
               {"exclude_from_dumps", MEMCALL_NO_DUMP},
               {"fork_wipe", MEMCALL_FORK_HANDLED},
               {"guard", MEMCALL_GUARDED},
               {"exclude_from_merging", MEMCALL_NO_MERGE}};
  for (const auto& row : kRows) {
    memguard_buffer* buffer = nullptr;
    memguard_safeguards safeguards = {};
    memguard_report report = {};
    report.struct_size = sizeof report;
    fake_os_plan({1, row.operation, MEMCALL_ERR_DENIED, 1, false});
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new(context_, kSize, &buffer)) << row.operation;
    fake_os_no_faults();
    ASSERT_EQ(MEMGUARD_OK, memguard_buffer_safeguards(buffer, &safeguards));
    EXPECT_EQ(row.missing, safeguards.requested & ~safeguards.in_force) << row.operation;
    ASSERT_EQ(MEMGUARD_OK, memguard_context_report(context_, &report));
    EXPECT_EQ(safeguards.in_force, report.now.in_force);
    bool locked = row.missing != MEMCALL_LOCKED;
    EXPECT_EQ(locked ? Page() : 0u, Charged()) << "only what is locked is charged";
    memguard_buffer_destroy(buffer);
  }
}

}  // namespace
}  // namespace buffer_test
