// Each operation of the system fails once, or from then on: the right status, nothing leaked, and the heap works on.
#include <functional>

#include "lib/memcall/backend/backend.h"
#include "tests/fake_os/fake_os.h"
#include "tests/memguard/heap/fixture.h"

namespace heap_test {
namespace {

const memcall_status kErrors[] = {MEMCALL_ERR_NO_MEMORY, MEMCALL_ERR_LOCK_LIMIT,
                                  MEMCALL_ERR_UNSUPPORTED, MEMCALL_ERR_SYSTEM};
const memcall_status kAny[] = {MEMCALL_ERR_SYSTEM};  // where the kind makes no difference

class Faults : public HeapTest {
 protected:
  void SetUp() override {
    fake_os_reset();
    Open(memguard_options_default());
    kept_ = fake_os_used().locked_bytes;
  }
  void TearDown() override {
    fake_os_no_faults();
    HeapTest::TearDown();
    EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
  }

  // Nothing but what the heap knows of is locked.
  void ExpectLedger() { EXPECT_EQ(heap_locked(context_), fake_os_used().locked_bytes - kept_); }

  // Does `work` with the nth operation failing, for each n until none does. It answers an object, or NULL after a failure.
  void ForEachFault(bool persistent, const std::function<void()>& prepare,
                    const std::function<void*()>& work) {
    for (memcall_status error : kErrors) {
      for (size_t nth = 1;; nth++) {
        Open(memguard_options_default());
        kept_ = fake_os_used()
                    .locked_bytes;  // what a system that failed persistently did not take back
        prepare();
        fake_os_plan({nth, nullptr, error, 5, persistent});
        void* object = work();
        bool happened = fake_os_fault_happened();
        fake_os_no_faults();
        SCOPED_TRACE(std::string(memcall_status_name(error)) + " at " + std::to_string(nth));
        if (object == nullptr) {
          EXPECT_TRUE(happened) << memcall_last_error()->text;
          int status = static_cast<int>(memcall_last_error()->status);
          EXPECT_TRUE(status == static_cast<int>(error) || status == MEMGUARD_ERR_NO_MEMORY ||
                      status == MEMGUARD_ERR_LOCK_LIMIT)
              << status;
        }
        if (!persistent) ExpectLedger();
        Free(object);
        unsigned char* next = New(32);
        EXPECT_TRUE(next != nullptr && fake_os_accessible(next, 32, true));
        Free(next);
        if (!persistent) ExpectLedger();
        if (!happened) break;
        ASSERT_LT(nth, 200u);
      }
    }
  }

  size_t kept_ = 0;  // bytes
};

TEST_F(Faults, DuringTheFirstObject) {
  for (bool persistent : {false, true})
    ForEachFault(persistent, [] {}, [this] { return memguard_malloc(context_, 32); });
}

TEST_F(Faults, DuringGrowth) {
  std::vector<void*> before;
  for (bool persistent : {false, true})
    ForEachFault(
        persistent,
        [this] {
          // Half of a unit is in use, and the next extension is of several pages.
          std::vector<void*> some = Fill(Page() - 32, 7);
          FreeAll(some);
        },
        [this] {
          std::vector<void*> runs = Fill(Page() - 32, 30);
          void* last = runs.size() == 30 ? runs.back() : nullptr;
          if (last != nullptr) runs.pop_back();
          memcall_error error = *memcall_last_error();
          FreeAll(runs);
          EXPECT_EQ(error.status, memcall_last_error()->status);
          return last;
        });
}

TEST_F(Faults, DuringALargeObject) {
  for (bool persistent : {false, true})
    ForEachFault(persistent, [] {}, [this] { return memguard_malloc(context_, 40 * Page()); });
}

TEST_F(Faults, DuringARealloc) {
  for (bool persistent : {false, true}) {
    void* object = nullptr;
    ForEachFault(
        persistent, [&] { object = New(100); },
        [&]() -> void* {
          void* moved = memguard_realloc(context_, object, 20 * Page());
          if (moved == nullptr) {
            EXPECT_EQ(100u, memguard_usable_size(context_, object));
            memcall_error error = *memcall_last_error();
            Free(object);
            EXPECT_EQ(error.status, memcall_last_error()->status);
          }
          return moved;
        });
  }
}

TEST_F(Faults, DuringAnAlignedObject) {
  for (size_t size : {size_t{40}, 20 * Page()})
    for (bool persistent : {false, true})
      ForEachFault(persistent, [] {}, [&] { return memguard_aligned_alloc(context_, 64, size); });
}

TEST_F(Faults, DuringAReservation) {
  for (bool persistent : {false, true})
    ForEachFault(
        persistent, [] {},
        [this, once = !persistent]() -> void* {
          memguard_status status = memguard_reserve(context_, 3000, 32);
          if (status != MEMGUARD_OK) {
            EXPECT_TRUE(LastErrorIs(status));
            if (!once) return nullptr;  // then it cannot go back
            EXPECT_EQ(0u, heap_locked(context_)) << "what was taken went back";
            return nullptr;
          }
          return memguard_malloc(context_, 32);
        });
}

// Whatever refuses, a preflight changes nothing.
TEST_F(Faults, DuringAPreflight) {
  for (memcall_status error : kErrors)
    for (size_t nth = 1; nth < 4; nth++) {
      size_t needed = 0, available = 0;
      fake_os_plan({nth, nullptr, error, 5, true});
      memguard_status status = memguard_preflight(context_, 10, 32, &needed, &available);
      bool happened = fake_os_fault_happened();
      fake_os_no_faults();
      EXPECT_EQ(happened, status != MEMGUARD_OK);
      EXPECT_TRUE(status == MEMGUARD_OK || (needed | available) == 0);
      EXPECT_EQ(0u, heap_locked(context_));
    }
}

// A trim that is refused leaves the pages to the heap; nothing is told.
TEST_F(Faults, DuringATrim) {
  for (bool persistent : {false, true})
    for (memcall_status error : kAny)
      for (size_t nth = 1; nth < 12; nth++) {
        Open(memguard_options_default());
        kept_ = fake_os_used().locked_bytes;
        FreeAll(Fill(Page() - 32, 50));
        const memcall_error before = *memcall_last_error();
        fake_os_plan({nth, nullptr, error, 5, persistent});
        heap_trim(context_);
        fake_os_no_faults();
        EXPECT_EQ(before.status, memcall_last_error()->status);
        EXPECT_STREQ(nullptr, heap_flaw(context_));
        ExpectLedger();
        std::vector<void*> objects = Fill(Page() - 32, 60);
        EXPECT_EQ(60u, objects.size());
        for (void* object : objects) {
          EXPECT_TRUE(fake_os_accessible(object, Page() - 32, true));
          EXPECT_TRUE(IsZero(object, Page() - 32));
        }
        FreeAll(objects);
        heap_trim(context_);
        EXPECT_EQ(0u, heap_locked(context_));
        ExpectLedger();
      }
}

// A purge cannot fail: what is not hidden is empty, and nothing of it is handed out again.
TEST_F(Faults, DuringAPurgeOfTheHeap) {
  const char kSecret[] = "nobody finds this either";
  for (bool persistent : {false, true})
    for (memcall_status error : kAny)
      for (size_t nth = 1; nth < 10; nth++) {
        Open(memguard_options_default());
        heap_set_flags(context_, MEMGUARD_PURGE_HEAP);
        std::vector<void*> objects;
        for (size_t size : {size_t{32}, 3 * Page(), 40 * Page()}) {
          objects.push_back(New(size));
          memcpy(objects.back(), kSecret, sizeof kSecret);
        }
        fake_os_plan({nth, nullptr, error, 5, persistent});
        memguard_purge(context_);
        fake_os_no_faults();
        for (void* object : objects)
          EXPECT_NE(0, memcmp(object, kSecret, sizeof kSecret))
              << "the tables' memory never faults";
        void* fresh = New(32);
        for (void* object : objects) EXPECT_NE(fresh, object);
        objects.push_back(fresh);
        FreeAll(objects);
      }
}

// Secret memory is a mapping for each object, whatever its size; and all else holds.
TEST_F(Faults, SecretMemory) {
  heap_set_secret(context_);
  for (size_t size : {size_t{1}, size_t{32}, 3 * Page(), 40 * Page()})
    for (size_t alignment : {size_t{16}, size_t{256}, 2 * Page()}) {
      unsigned char* object =
          static_cast<unsigned char*>(memguard_aligned_alloc(context_, alignment, size));
      ASSERT_NE(nullptr, object) << memcall_last_error()->text;
      fake_os_page page;
      ASSERT_TRUE(fake_os_page_at(object, &page));
      EXPECT_TRUE(page.secret);
      EXPECT_EQ(MEMCALL_FORK_EXCLUDE, page.fork_action);
      EXPECT_TRUE(IsZero(object, size));
      memset(object, 1, size);
      memguard_safeguards safeguards;
      ASSERT_EQ(MEMGUARD_OK, memguard_safeguards_of(context_, object, &safeguards));
      EXPECT_NE(0u, safeguards.in_force & MEMCALL_SECRET);
      EXPECT_NE(0u, safeguards.in_force & MEMCALL_GUARDED);
      object = static_cast<unsigned char*>(memguard_realloc(context_, object, size + 5000));
      ASSERT_NE(nullptr, object);
      EXPECT_EQ(1, object[size - 1]);
      Free(object);
    }
  EXPECT_EQ(MEMGUARD_ERR_UNSUPPORTED, memguard_reserve(context_, 1, 32));
  EXPECT_EQ(0u, heap_regions(context_));
  EXPECT_EQ(0u, heap_locked(context_));
}

TEST_F(Faults, ReservedObjectsNeedNoSystem) {
  for (size_t size :
       {size_t{1}, size_t{32}, size_t{700}, Page() - 32, 3 * Page(), 15 * Page() - 32}) {
    Open(memguard_options_default());
    std::vector<void*> others = Fill(100, 10);
    const size_t count = size < Page() ? 200 : 40;
    ASSERT_EQ(MEMGUARD_OK, memguard_reserve(context_, count, size));
    FreeAll(others);
    heap_trim(context_);
    fake_os_plan({1, nullptr, MEMCALL_ERR_LOCK_LIMIT, 5, true});
    std::vector<void*> objects = Fill(size, count);
    EXPECT_EQ(count, objects.size()) << size;
    EXPECT_EQ(0u, fake_os_operations()) << size;
    FreeAll(objects);
    EXPECT_EQ(0u, fake_os_operations()) << size;
    fake_os_no_faults();
  }
}

TEST_F(Faults, FreeingNeverNeedsTheSystemForSmallObjects) {
  std::vector<void*> objects = Fill(32, 1000);
  fake_os_plan({1, nullptr, MEMCALL_ERR_SYSTEM, 5, true});
  FreeAll(objects);
  for (int i = 0; i < 100; i++) Free(New(32));
  EXPECT_FALSE(fake_os_fault_happened());
  EXPECT_EQ(0u, fake_os_operations());
}

TEST_F(Faults, PreferredLocksThatAreRefusedAreMissing) {
  const memcall_status kRefusals[] = {MEMCALL_ERR_LOCK_LIMIT, MEMCALL_ERR_DENIED,
                                      MEMCALL_ERR_UNSUPPORTED};
  for (memcall_status refusal : kRefusals) {
    Open(memguard_options_relaxed());
    kept_ = fake_os_used().locked_bytes;
    fake_os_plan({1, "lock", refusal, 5, true});
    for (size_t size : {size_t{32}, 3 * Page(), 40 * Page()}) {
      void* object = New(size);
      memguard_safeguards safeguards;
      ASSERT_EQ(MEMGUARD_OK, memguard_safeguards_of(context_, object, &safeguards));
      EXPECT_EQ(0u, safeguards.in_force & MEMCALL_LOCKED);
      EXPECT_NE(0u, safeguards.in_force & MEMCALL_NO_DUMP);
      Free(object);
    }
    fake_os_no_faults();
    EXPECT_EQ(0u, heap_locked(context_));
    ExpectLedger();
  }
}

TEST_F(Faults, ARequiredLockThatIsRefusedIsAnError) {
  fake_os_plan({1, "lock", MEMCALL_ERR_DENIED, 1, true});
  EXPECT_EQ(nullptr, memguard_malloc(context_, 32));
  EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_DENIED));
  fake_os_no_faults();
  Free(New(32));
}

TEST_F(Faults, ASmallAddressSpaceIsEnough) {
  fake_os_limits limits = fake_os_get_limits();
  limits.mapped_bytes = fake_os_used().mapped_bytes + 20 * Page();
  fake_os_set_limits(limits);
  std::vector<void*> objects = Fill(32, 1000);
  EXPECT_EQ(1000u, objects.size()) << memcall_last_error()->text;
  FreeAll(objects);
}

TEST_F(Faults, AtTheLimitAHeapAsksOnce) {
  fake_os_limits limits = fake_os_get_limits();
  limits.locked_bytes = fake_os_used().locked_bytes + 16 * Page();
  fake_os_set_limits(limits);
  std::vector<void*> objects = Fill(32);
  EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_LOCK_LIMIT));
  fake_os_no_faults();  // counts anew
  fake_os_plan({0, nullptr, MEMCALL_OK, 0, false});
  EXPECT_EQ(nullptr, memguard_malloc(context_, 32));
  EXPECT_LE(fake_os_operations_named("lock"), 1u);
  FreeAll(objects);
}

// Limits so that an extension is refused, a smaller one is not, and in the end a larger slot must do.
TEST_F(Faults, ARefusalThatWasMadeGoodIsNotTold) {
  EXPECT_EQ(nullptr, memguard_malloc(context_, 0));
  const memcall_error own = *memcall_last_error();
  fake_os_limits limits = fake_os_get_limits();
  limits.locked_bytes = fake_os_used().locked_bytes + 6 * Page();
  fake_os_set_limits(limits);
  std::vector<void*> objects = Fill(Page() / 4, 6 * 3);
  ASSERT_EQ(18u, objects.size()) << "six pages of three";
  Free(objects.back());
  objects.back() = New(16);  // in the slot that came free
  EXPECT_EQ(own.status, memcall_last_error()->status);
  EXPECT_STREQ(own.operation, memcall_last_error()->operation);
  EXPECT_STREQ(own.text, memcall_last_error()->text);
  EXPECT_EQ(nullptr, memguard_malloc(context_, 16));
  EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_LOCK_LIMIT));
  const std::string refusal = memcall_last_error()->text;
  Free(objects.back());
  objects.back() = New(16);
  EXPECT_TRUE(LastErrorIs(MEMGUARD_ERR_LOCK_LIMIT));
  EXPECT_EQ(refusal, memcall_last_error()->text) << "a sentence of the thread's own is made again";
  FreeAll(objects);
}

TEST_F(Faults, PagesAreAsTheyShouldBe) {
  std::vector<void*> objects = Fill(32, 3000);
  unsigned char* first = static_cast<unsigned char*>(objects[0]);
  unsigned char* base = first - 16 - Page();
  for (void* object : objects) {
    fake_os_page page;
    ASSERT_TRUE(fake_os_page_at(object, &page));
    EXPECT_EQ(MEMCALL_READ_WRITE, page.access);
    EXPECT_TRUE(page.locks == 1 && page.no_dump && page.no_merge && page.small_pages &&
                !page.guard);
    EXPECT_EQ(MEMCALL_FORK_WIPE, page.fork_action);
  }
  for (size_t unit = 0; unit < 2; unit++) {
    fake_os_page page;
    ASSERT_TRUE(fake_os_page_at(base + unit * 16 * Page(), &page));
    EXPECT_TRUE(page.guard);
  }
  FreeAll(objects);
}

TEST_F(Faults, NothingOfAHeapOutlivesItsContext) {
  fake_os_usage before = fake_os_used();
  memguard_context* context = nullptr;
  ASSERT_EQ(MEMGUARD_OK, memguard_context_new(nullptr, &context));
  const char kSecret[] = "nobody finds this";
  for (size_t size : {size_t{32}, 3 * Page(), 40 * Page()}) {
    void* object = memguard_malloc(context, size);
    memcpy(object, kSecret, sizeof kSecret);
    memguard_free(context, object);
  }
  EXPECT_EQ(0u, fake_os_find(kSecret, sizeof kSecret, true));
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
  EXPECT_EQ(before.live, fake_os_used().live);
  EXPECT_EQ(before.locked_bytes, fake_os_used().locked_bytes);
}

TEST_F(Faults, RealOrNotEverySystemHasAHeap) {
  const uint32_t kWorlds[] = {
      0,
      MEMCALL_TRAIT_LOCK_NESTS | MEMCALL_TRAIT_RESERVE_THEN_COMMIT |
          MEMCALL_TRAIT_NO_ACCESS_UNLOCKS,
      MEMCALL_TRAIT_HAS_FORK | MEMCALL_TRAIT_UNLOCK_BEFORE_FREE |
          MEMCALL_TRAIT_MAP_PROTECTION_IS_CEILING,
      MEMCALL_TRAIT_HAS_FORK | MEMCALL_TRAIT_GUARDS_COST_NO_MAPPING |
          MEMCALL_TRAIT_FORK_WIPE_LOSES_GUARDS,
  };
  for (uint32_t traits : kWorlds) {
    ASSERT_EQ(MEMGUARD_OK, memguard_context_destroy(context_));
    context_ = nullptr;
    fake_os_reset();
    fake_os_wear(traits);
    SCOPED_TRACE(traits);
    Open(memguard_options_relaxed());
    std::vector<void*> objects = Fill(32, 3000);
    EXPECT_EQ(3000u, objects.size()) << traits;
    for (void* object : objects) EXPECT_TRUE(fake_os_accessible(object, 32, true));
    FreeAll(objects);
    ExpectLedger();
    EXPECT_EQ(0u, fake_os_offences()) << fake_os_last_offence();
  }
}

}  // namespace
}  // namespace heap_test
