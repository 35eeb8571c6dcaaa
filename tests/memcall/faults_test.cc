// Every operation of every public call fails once, and from then on, in each way: the status is
// right, nothing is left behind, nothing is locked or readable, and the next call works.
#include <cstring>
#include <functional>
#include <string>

#include "tests/memcall/systems.h"

namespace {

const size_t kPage = memcall_page_size();
const std::string kSecret = "the secret that must not be left";
const memcall_status kStatuses[] = {MEMCALL_ERR_INVALID,     MEMCALL_ERR_NO_MEMORY,
                                    MEMCALL_ERR_LOCK_LIMIT,  MEMCALL_ERR_DENIED,
                                    MEMCALL_ERR_UNSUPPORTED, MEMCALL_ERR_SYSTEM};

struct Fault {
  size_t nth;
  memcall_status status;
  bool persistent;
};

using Faults = OnEverySystem;

/* Runs `body` once for each operation that it performs, for each status, once and persistently.
   body returns after the fault was taken back. */
void ForEveryFault(const std::function<void(const Fault &)> &body) {
  for (memcall_status status : kStatuses)
    for (bool persistent : {false, true})
      for (size_t nth = 1;; nth++) {
        SCOPED_TRACE("fault " + std::to_string(nth) + " " + memcall_status_name(status) +
                     (persistent ? " from then on" : " once"));
        body({nth, status, persistent});
        if (testing::Test::HasFatalFailure() || testing::Test::HasNonfatalFailure()) return;
        ASSERT_LT(nth, 60u) << "the number of operations does not end";
        if (!fake_os_fault_happened()) break;
      }
}

memcall_status Under(const Fault &fault, const std::function<memcall_status()> &call) {
  fake_os_plan({fault.nth, nullptr, fault.status, 5, fault.persistent});
  memcall_status status = call();
  fake_os_no_faults();
  return status;
}

/* A status that a system never gave for this call may only be what the call makes of it. */
void ExpectStatusOf(const Fault &fault, memcall_status status) {
  if (status == MEMCALL_OK) return;
  EXPECT_TRUE(fake_os_fault_happened());
  const bool made_of_it = fault.status == MEMCALL_ERR_INVALID &&
                          (status == MEMCALL_ERR_UNSUPPORTED || status == MEMCALL_ERR_NO_MEMORY);
  EXPECT_TRUE(status == fault.status || made_of_it) << memcall_status_name(status);
  EXPECT_EQ(status, memcall_last_error()->status);
  EXPECT_EQ(5, memcall_last_error()->os_code);
}

memcall_request RequestOf(memcall_kind kind, memcall_safeguards require,
                          memcall_safeguards prefer) {
  memcall_request request = memcall_request_of(2 * kPage, kind);
  request.guard_pages_before = request.guard_pages_after = 1;
  request.require |= require;
  request.prefer |= prefer;
  return request;
}

/* The first failure is told, whatever the unwinding meets. */
const char *OperationThatFailed(size_t nth) {
  static fake_os_entry entry;
  EXPECT_TRUE(fake_os_log(fake_os_operations() - nth, &entry));
  return entry.operation;
}

/* A system that refuses to unmap keeps the mapping; that is all that may stay, and it is empty. */
void UnmapWhatWasKept() {
  fake_os_entry entry;
  for (size_t i = fake_os_operations(); i-- > 0;) {
    ASSERT_TRUE(fake_os_log(i, &entry));
    if (entry.status == MEMCALL_OK || std::string("unmap") != entry.operation) continue;
    EXPECT_EQ(MEMCALL_OK, memcall_backend_unmap(entry.address, entry.size).status);
    i++; /* this call stands in the log now, too */
  }
}

void AllocUnderFaults(const memcall_request &request) {
  ForEveryFault([&](const Fault &fault) {
    const fake_os_usage before = fake_os_used();
    memcall_region region;
    memcall_status status = Under(fault, [&] { return memcall_alloc_request(&request, &region); });
    ExpectStatusOf(fault, status);
    if (status != MEMCALL_OK) {
      EXPECT_EQ(nullptr, region.data);
      EXPECT_EQ(nullptr, region.mapping.base);
      EXPECT_TRUE(fault.persistent ||
                  memcall_last_error()->operation == std::string(OperationThatFailed(fault.nth)));
    } else {
      EXPECT_EQ(request.require, region.in_force & request.require);
      const uint32_t rights = memcall_keyed_open();
      EXPECT_TRUE(fake_os_accessible(region.data, region.size, true));
      memcall_keyed_restore(rights);
      std::memset(region.data, 0x42, region.size);
    }
    EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
    UnmapWhatWasKept();
    EXPECT_EQ(before.live, fake_os_used().live);
    EXPECT_EQ(before.locked_bytes, fake_os_used().locked_bytes);
    EXPECT_EQ(before.mappings, fake_os_used().mappings);
  });
}

const memcall_safeguards kPlain =
    MEMCALL_LOCKED | MEMCALL_NO_DUMP | MEMCALL_FORK_HANDLED | MEMCALL_GUARDED | MEMCALL_NO_MERGE;

TEST_P(Faults, AllocWithEverythingRequired) {
  AllocUnderFaults(RequestOf(MEMCALL_SECURE, kPlain, 0));
  AllocUnderFaults(RequestOf(MEMCALL_SECURE, kPlain | MEMCALL_KEYED, 0));
}

TEST_P(Faults, AllocWithEverythingPreferred) {
  memcall_request request =
      RequestOf(MEMCALL_REGULAR, 0, kPlain | MEMCALL_LARGE | MEMCALL_SECRET | MEMCALL_KEYED);
  request.fork_action = MEMCALL_FORK_EXCLUDE;
  AllocUnderFaults(request);
}

TEST_P(Faults, AllocOfSpecialMemory) {
  AllocUnderFaults(RequestOf(MEMCALL_SECRET_MEMORY, MEMCALL_NO_MERGE, 0));
  AllocUnderFaults(RequestOf(MEMCALL_LARGE_PAGE, MEMCALL_LOCKED, MEMCALL_NO_DUMP));
}

TEST_P(Faults, AllocThatEndsWithoutWriteAccess) {
  memcall_request request = RequestOf(MEMCALL_REGULAR, MEMCALL_LOCKED, 0);
  request.protection = MEMCALL_READ_ONLY;
  ForEveryFault([&](const Fault &fault) {
    memcall_region region;
    ExpectStatusOf(fault, Under(fault, [&] { return memcall_alloc_request(&request, &region); }));
    EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
    UnmapWhatWasKept();
    EXPECT_EQ(0u, fake_os_used().live);
  });
}

TEST_P(Faults, Free) {
  for (memcall_protection protection : {MEMCALL_READ_WRITE, MEMCALL_NO_ACCESS})
    ForEveryFault([&](const Fault &fault) {
      memcall_region region;
      memcall_request request = RequestOf(MEMCALL_REGULAR, MEMCALL_GUARDED, MEMCALL_LOCKED);
      ASSERT_EQ(MEMCALL_OK, memcall_alloc_request(&request, &region));
      std::memcpy(region.data + 10, kSecret.data(), kSecret.size());
      ASSERT_EQ(MEMCALL_OK, memcall_protect(region.data, region.size, protection));
      const memcall_region kept = region;
      memcall_status status = Under(fault, [&] { return memcall_free(&region); });
      if (status != MEMCALL_OK) {
        const bool as_gone = fault.status == MEMCALL_ERR_INVALID || fault.persistent;
        EXPECT_TRUE(status == MEMCALL_ERR_SYSTEM || (as_gone && status == MEMCALL_ERR_INVALID));
        EXPECT_EQ(status, memcall_last_error()->status);
        EXPECT_EQ(0, std::memcmp(&kept, &region, sizeof kept)) << "left for another try";
      }
      const bool asks_first = Wears(MEMCALL_TRAIT_PROTECT_PASSES_HOLES);
      const bool told_as_gone = asks_first && fault.status == MEMCALL_ERR_INVALID;
      const bool no_way_to_wipe =
          (fault.persistent && fault.nth <= 1u + asks_first) || (told_as_gone && fault.nth == 1);
      EXPECT_TRUE(no_way_to_wipe || fake_os_find(kSecret.data(), kSecret.size(), true) == 0);
      EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
      EXPECT_EQ(0u, fake_os_find(kSecret.data(), kSecret.size(), true));
      EXPECT_EQ(0u, fake_os_used().live + fake_os_used().locked_bytes);
    });
}

/* Calls that are one operation: what fails is told, and leaves the pages as they were. */
TEST_P(Faults, CallsOnPages) {
  const std::function<memcall_status(void *, size_t)> calls[] = {
      [](void *a, size_t n) { return memcall_protect(a, n, MEMCALL_NO_ACCESS); },
      [](void *a, size_t n) { return memcall_lock(a, n); },
      [](void *a, size_t n) { return memcall_unlock(a, n); },
      [](void *a, size_t n) { return memcall_exclude_from_dumps(a, n); },
      [](void *a, size_t n) { return memcall_exclude_from_merging(a, n); },
      [](void *a, size_t n) { return memcall_set_fork_action(a, n, MEMCALL_FORK_WIPE); },
  };
  for (const auto &call : calls)
    ForEveryFault([&](const Fault &fault) {
      memcall_region region;
      ASSERT_EQ(MEMCALL_OK, memcall_alloc(kPage, 0, MEMCALL_READ_WRITE, MEMCALL_REGULAR, &region));
      memcall_status status = Under(fault, [&] { return call(region.data, region.size); });
      EXPECT_TRUE(status == MEMCALL_OK || fault.persistent || status == fault.status);
      EXPECT_TRUE(status == MEMCALL_OK || fake_os_used().locked_bytes == 0);
      EXPECT_EQ(MEMCALL_OK, call(region.data, region.size));
      EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
    });
}

/* Asking tells -1 or 0 instead of failing, and leaves nothing. */
TEST_P(Faults, Capabilities) {
  for (memcall_safeguards one = MEMCALL_LOCKED; one <= MEMCALL_KEYED; one <<= 1)
    ForEveryFault([&](const Fault &fault) {
      memcall_capability capability = {};
      capability.struct_size = sizeof capability;
      EXPECT_EQ(MEMCALL_OK, Under({fault.nth, fault.status, false},
                                  [&] { return memcall_capability_of(one, &capability); }));
      UnmapWhatWasKept();
      EXPECT_EQ(0u, fake_os_used().live) << one;
    });
}

ON_EVERY_SYSTEM(Faults);

}  // namespace
