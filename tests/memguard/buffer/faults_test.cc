// Every call's every operation fails once, with every kind of error: the right status, nothing
// left, nothing readable or locked, and a secret that is either still there or gone.
#include <functional>

#include "memguard/process.h"
#include "tests/memguard/buffer/fake_fixture.h"

namespace buffer_test {
namespace {

const memcall_status kErrors[] = {MEMCALL_ERR_NO_MEMORY, MEMCALL_ERR_LOCK_LIMIT, MEMCALL_ERR_DENIED,
                                  MEMCALL_ERR_UNSUPPORTED, MEMCALL_ERR_SYSTEM};

class Faults : public OnFake {
 protected:
  // Runs `act` with the first, second, … operation failing, until it needs no more operations.
  void Enumerate(const std::function<void(memguard_status error)>& act) {
    size_t hits = 0;
    for (memcall_status error : kErrors) {
      for (size_t nth = 1;; nth++) {
        SCOPED_TRACE(std::string(memcall_status_name(error)) + " of operation " +
                     std::to_string(nth));
        nth_ = nth;
        error_ = error;
        act(static_cast<memguard_status>(error));
        if (!happened_) break;
        hits++;
        if (HasFailure()) return;
      }
    }
    EXPECT_GE(hits, sizeof kErrors / sizeof *kErrors) << "no fault hit anything";
  }

  // The part of `act` that is to meet the fault.
  memguard_status Meet(const std::function<memguard_status()>& part) {
    fake_os_fail(nth_, error_);
    memguard_status status = part();
    happened_ = fake_os_fault_happened();
    fake_os_no_faults();
    return status;
  }

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

  size_t nth_ = 0;
  memcall_status error_ = MEMCALL_OK;
  bool happened_ = false;
};

TEST_F(Faults, New) {
  Constructor(
      [this](char*, memguard_buffer** out) { return memguard_buffer_new(context_, kSize, out); },
      false);
}

TEST_F(Faults, NewFrom) {
  Constructor(
      [this](char* source, memguard_buffer** out) {
        return memguard_buffer_new_from(context_, source, kSize, out);
      },
      true);
}

TEST_F(Faults, NewCopy) {
  Constructor(
      [this](char* source, memguard_buffer** out) {
        return memguard_buffer_new_copy(context_, source, kSize, out);
      },
      false);
}

TEST_F(Faults, NewRandom) {
  Constructor(
      [this](char*, memguard_buffer** out) {
        return memguard_buffer_new_random(context_, kSize, out);
      },
      false);
}

TEST_F(Faults, Protect) {
  for (memguard_protection from : kProtections) {
    for (memguard_protection to : kProtections) {
      if (from == to) continue;
      Enumerate([&](memguard_status error) {
        memguard_buffer* buffer = NewSecret(from);
        memguard_status status = Meet([&] { return memguard_buffer_protect(buffer, to); });
        EXPECT_EQ(happened_ ? error : MEMGUARD_OK, status);
        EXPECT_TRUE(!happened_ || Fails(error, "protect", status));
        EXPECT_EQ(happened_ ? from : to, memguard_buffer_protection(buffer));
        EXPECT_EQ(happened_ ? from : to, AccessOf(buffer));
        EXPECT_EQ(1u, Copies());
        EXPECT_FALSE(inside_is_held(buffer));
        memguard_buffer_destroy(buffer);
      });
    }
  }
}

// Also where memory cannot be given back at once, it is wiped, and given back later.
TEST_F(Faults, Destroy) {
  for (memguard_protection protection : kProtections) {
    Enumerate([&](memguard_status) {
      memguard_buffer* buffer = NewSecret(protection);
      Meet([&] {
        memguard_buffer_destroy(buffer);
        return MEMGUARD_OK;
      });
      EXPECT_EQ(0u, Copies());
      EXPECT_EQ(0u, inside_live(context_));
      memguard_buffer_destroy(New(1));
      ExpectNothingIsLeft();
    });
  }
}

TEST_F(Faults, PurgeAndEmergencyWipe) {
  for (memguard_protection protection : kProtections) {
    for (bool purge : {true, false}) {
      if (!purge && protection == MEMGUARD_READ_WRITE) continue;  // makes no system call
      Enumerate([&](memguard_status) {
        memguard_buffer* buffer = NewSecret(protection);
        Meet([&] {
          purge ? memguard_purge(context_) : memguard_emergency_wipe();
          return MEMGUARD_OK;
        });
        EXPECT_EQ(0u, Copies());
        EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(buffer));
        EXPECT_EQ(nullptr, memguard_buffer_data(buffer));
        EXPECT_FALSE(inside_is_held(buffer));
        memguard_buffer_destroy(buffer);
        ExpectNothingIsLeft();
      });
    }
  }
}

memguard_status Agree(const unsigned char*, size_t, void* answer) {
  return *static_cast<memguard_status*>(answer);
}

TEST_F(Faults, Consume) {
  for (memguard_protection protection : kProtections) {
    Enumerate([&](memguard_status error) {
      memguard_status answer = MEMGUARD_OK;
      memguard_buffer* buffer = NewSecret(protection);
      memguard_status status = Meet([&] { return inside_consume(buffer, Agree, &answer); });
      EXPECT_TRUE(status == MEMGUARD_OK || status == error);
      EXPECT_EQ(status == MEMGUARD_OK ? 0u : 1u, Copies());
      EXPECT_EQ(status == MEMGUARD_OK ? MEMGUARD_ERR_EXPIRED : MEMGUARD_OK,
                memguard_buffer_status(buffer));
      EXPECT_EQ(status == MEMGUARD_OK ? MEMGUARD_NO_ACCESS : protection,
                memguard_buffer_protection(buffer));
      memguard_buffer_destroy(buffer);
      ExpectNothingIsLeft();
    });
  }
}

TEST_F(Faults, WithoutRandomnessScrambleLeavesZeros) {
  memguard_buffer* buffer = NewSecret(MEMGUARD_READ_WRITE);
  fake_os_plan({1, "random", MEMCALL_ERR_SYSTEM, 5, false});
  EXPECT_EQ(MEMGUARD_ERR_RANDOM, memguard_buffer_scramble(buffer));
  fake_os_no_faults();
  EXPECT_TRUE(IsZero(Content(buffer)));
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_verify(buffer));
  memguard_buffer_destroy(buffer);
}

// A safeguard that is only preferred is left out, and the buffer tells.
TEST_F(Faults, PreferredSafeguardsAreMissingAndSaidToBe) {
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
    EXPECT_EQ(locked ? Page() : 0u, inside_locked(context_)) << "only what is locked is charged";
    memguard_buffer_destroy(buffer);
  }
}

}  // namespace
}  // namespace buffer_test
