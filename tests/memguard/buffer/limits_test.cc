// Buffers where the system has no mapping, no lock or no unmapping left, on the fake system.
#include "memguard/process.h"
#include "tests/memguard/buffer/fake_fixture.h"

namespace buffer_test {
namespace {

class Limits : public OnFake {
 protected:
  static void LeaveNoMapping() {
    fake_os_limits limits = fake_os_get_limits();
    limits.mappings = fake_os_used().mappings;
    fake_os_set_limits(limits);
  }
};

// A locked page is a mapping of its own already; one that is not becomes one when its access
// differs from that of its guards.
TEST_F(Limits, WithoutMappingsProtectionStaysAsItIs) {
  memguard_options options = memguard_options_default();
  options.lock = MEMGUARD_OFF;
  Open(options);
  memguard_buffer* buffer = NewSecret(MEMGUARD_READ_WRITE);
  LeaveNoMapping();
  EXPECT_TRUE(Fails(MEMGUARD_ERR_NO_MEMORY, "protect", memguard_buffer_freeze(buffer)));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_NO_MEMORY, "protect", memguard_buffer_hide(buffer)));
  EXPECT_EQ(MEMGUARD_READ_WRITE, memguard_buffer_protection(buffer));
  EXPECT_EQ(std::string(kSecret, kSize), Content(buffer));
  memguard_purge(context_);
  EXPECT_EQ(0u, Copies());
  EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(buffer));
  memguard_buffer_destroy(buffer);
  before_.live = fake_os_used().live;  // the context is another one
}

TEST_F(Limits, WithoutMappingsEverythingIsWipedAllTheSame) {
  for (bool purge : {true, false}) {
    std::vector<memguard_buffer*> buffers;
    for (memguard_protection protection : kProtections) buffers.push_back(NewSecret(protection));
    LeaveNoMapping();
    purge ? memguard_purge(context_) : memguard_emergency_wipe();
    EXPECT_EQ(0u, Copies());
    for (memguard_buffer* buffer : buffers) {
      EXPECT_EQ(MEMGUARD_ERR_EXPIRED, memguard_buffer_status(buffer));
      memguard_buffer_destroy(buffer);
    }
    fake_os_reset();
  }
}

// No access can be changed any more: hidden and frozen pages are emptied by discarding them.
TEST_F(Limits, WithoutAnyChangeOfAccessEverythingIsWiped) {
  for (bool purge : {true, false}) {
    std::vector<memguard_buffer*> buffers;
    for (memguard_protection protection : kProtections) buffers.push_back(NewSecret(protection));
    fake_os_plan({1, "protect", MEMCALL_ERR_NO_MEMORY, 12, true});
    purge ? memguard_purge(context_) : memguard_emergency_wipe();
    EXPECT_EQ(0u, Copies());
    fake_os_no_faults();
    for (memguard_buffer* buffer : buffers) memguard_buffer_destroy(buffer);
  }
}

// Where discarding is not to be had, pages are made writable and cleared.
TEST_F(Limits, WithoutDiscardingEverythingIsWiped) {
  fake_os_take_away("discard", "no such call here");
  for (bool purge : {true, false}) {
    std::vector<memguard_buffer*> buffers;
    for (memguard_protection protection : kProtections) buffers.push_back(NewSecret(protection));
    purge ? memguard_purge(context_) : memguard_emergency_wipe();
    EXPECT_EQ(0u, Copies());
    for (memguard_buffer* buffer : buffers) memguard_buffer_destroy(buffer);
  }
}

void NoteCopies(const memguard_violation*, void* copies) {
  *static_cast<size_t*>(copies) = fake_os_find(kSecret, kSize, true);
}

TEST_F(Limits, WithoutDiscardingAViolationWipesTheBrokenBufferToo) {
  fake_os_take_away("discard", "no such call here");
  size_t copies = 99;
  memguard_options options = memguard_options_default();
  options.on_violation = NoteCopies;
  options.on_violation_user = &copies;
  options.lock = MEMGUARD_OFF;
  Open(options);
  memguard_buffer* buffer = NewSecret(MEMGUARD_READ_WRITE);
  inside_bytes(buffer)[-1] ^= 1;
  memguard_buffer_destroy(buffer);
  EXPECT_EQ(0u, copies) << "when the handler runs";
  before_.live = fake_os_used().live;  // the broken one's pages stay
}

TEST_F(Limits, DestroyAtTheMappingLimitWipesAndSkipsTheCheckOfHiddenPages) {
  for (memguard_protection protection : kProtections) {
    memguard_buffer* buffer = NewSecret(protection);
    fake_os_plan({1, "protect", MEMCALL_ERR_NO_MEMORY, 12, true});
    memguard_buffer_destroy(buffer);
    fake_os_no_faults();
    EXPECT_EQ(0u, Copies()) << protection;
  }
}

TEST_F(Limits, MappingsThatAreNotTakenBackAreOfferedAgain) {
  std::vector<memguard_buffer*> buffers;
  for (memguard_protection protection : kProtections) buffers.push_back(NewSecret(protection));
  fake_os_plan({1, "unmap", MEMCALL_ERR_NO_MEMORY, 12, true});
  for (memguard_buffer* buffer : buffers) memguard_buffer_destroy(buffer);
  EXPECT_EQ(0u, Copies());
  EXPECT_EQ(0u, inside_live(context_));
  EXPECT_EQ(before_.live + 3, fake_os_used().live);
  EXPECT_EQ(3 * Page(), Charged()) << "they are locked still";
  fake_os_no_faults();
  memguard_buffer* next = New(1);
  EXPECT_EQ(before_.live + 1, fake_os_used().live) << "the next constructor gave all three back";
  memguard_buffer_destroy(next);
}

TEST_F(Limits, MappingsThatAreNotTakenBackGoWithTheContext) {
  memguard_context* context = nullptr;
  memguard_buffer* buffer = nullptr;
  fake_os_usage before = fake_os_used();
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(nullptr, &context));
  ASSERT_EQ(MEMGUARD_OK, memguard_buffer_new_copy(context, kSecret, kSize, &buffer));
  fake_os_plan({1, "unmap", MEMCALL_ERR_NO_MEMORY, 12, false});
  memguard_buffer_destroy(buffer);
  fake_os_no_faults();
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
  EXPECT_EQ(before.live, fake_os_used().live);
}

TEST_F(Limits, WithoutLockedMemoryThereIsNoBuffer) {
  fake_os_limits limits = fake_os_get_limits();
  limits.locked_bytes = fake_os_used().locked_bytes + Page();
  fake_os_set_limits(limits);
  memguard_buffer *first = New(1), *second = nullptr;
  EXPECT_EQ(MEMGUARD_ERR_LOCK_LIMIT, memguard_buffer_new(context_, 1, &second));
  EXPECT_EQ(nullptr, second);
  EXPECT_EQ(Page(), Charged());
  memguard_buffer_destroy(first);
  EXPECT_EQ(MEMGUARD_OK, memguard_buffer_new(context_, 1, &second));
  memguard_buffer_destroy(second);
}

TEST_F(Limits, WithoutAddressSpaceThereIsNoBuffer) {
  fake_os_limits limits = fake_os_get_limits();
  limits.mapped_bytes = fake_os_used().mapped_bytes + 2 * Page();
  fake_os_set_limits(limits);
  memguard_buffer* buffer = nullptr;
  EXPECT_TRUE(Fails(MEMGUARD_ERR_NO_MEMORY, "map", memguard_buffer_new(context_, 1, &buffer)));
  EXPECT_EQ(nullptr, buffer);
  fake_os_reset();
}

}  // namespace
}  // namespace buffer_test
