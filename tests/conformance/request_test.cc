// What an allocation refuses, and that nothing is left behind then.
#include <cstddef>
#include <vector>

#include "tests/conformance/conformance.h"

namespace conformance {
namespace {

/* Every refusal leaves zeros. */
void ExpectRefused(memcall_status expected, const memcall_request *request) {
  memcall_region region;
  std::memset(&region, 0xff, sizeof region);
  EXPECT_FAILS(expected, memcall_alloc_request(request, &region));
  EXPECT_TRUE(IsZeroed(region));
}

memcall_request Plain() { return memcall_request_of(1, MEMCALL_REGULAR); }

TEST(Request, NullIsInvalid) {
  memcall_request request = Plain();
  ExpectRefused(MEMCALL_ERR_INVALID, nullptr);
  EXPECT_FAILS(MEMCALL_ERR_INVALID, memcall_alloc_request(&request, nullptr));
  EXPECT_FAILS(MEMCALL_ERR_INVALID,
               memcall_alloc(1, 0, MEMCALL_READ_WRITE, MEMCALL_REGULAR, nullptr));
}

TEST(Request, ZeroBytesIsInvalid) {
  memcall_request request = memcall_request_of(0, MEMCALL_REGULAR);
  ExpectRefused(MEMCALL_ERR_INVALID, &request);
}

TEST(Request, AlignmentIsAPowerOfTwo) {
  for (size_t alignment : {size_t{3}, size_t{4095}, size_t{4097}, SIZE_MAX}) {
    memcall_request request = Plain();
    request.alignment = alignment;
    ExpectRefused(MEMCALL_ERR_INVALID, &request);
  }
}

/* Numbers that no enumerator has, but that C++ counts as values; header_test.c tries others. */
TEST(Request, EnumeratorsAreKnown) {
  memcall_request request = Plain();
  for (int kind : {0, 5, 7}) {
    request.kind = static_cast<memcall_kind>(kind);
    ExpectRefused(MEMCALL_ERR_INVALID, &request);
  }
  request = Plain();
  for (int protection : {0, 7}) {
    request.protection = static_cast<memcall_protection>(protection);
    ExpectRefused(MEMCALL_ERR_INVALID, &request);
  }
  request = Plain();
  request.fork_action = static_cast<memcall_fork_action>(0);
  ExpectRefused(MEMCALL_ERR_INVALID, &request);
}

TEST(Request, SafeguardsAreKnown) {
  memcall_request request = Plain();
  request.require = 0x100;
  ExpectRefused(MEMCALL_ERR_INVALID, &request);
  request = Plain();
  request.prefer = 0x80000000u;
  ExpectRefused(MEMCALL_ERR_INVALID, &request);
}

TEST(Request, SecretMemoryIsNeverShared) {
  for (memcall_fork_action action : {MEMCALL_FORK_INHERIT, MEMCALL_FORK_WIPE}) {
    memcall_request request = memcall_request_of(1, MEMCALL_SECRET_MEMORY);
    request.fork_action = action;
    ExpectRefused(MEMCALL_ERR_INVALID, &request);
    request = Plain();
    request.fork_action = action;
    request.require = MEMCALL_SECRET;
    ExpectRefused(MEMCALL_ERR_INVALID, &request);
  }
}

TEST(Request, SecretLargePagesExistNowhere) {
  memcall_request request = memcall_request_of(1, MEMCALL_SECRET_MEMORY);
  request.require |= MEMCALL_LARGE;
  ExpectRefused(MEMCALL_ERR_UNSUPPORTED, &request);
}

TEST(Request, StructSizeIsLookedAt) {
  memcall_request request = Plain();
  for (size_t size : {size_t{0}, sizeof request - 1, SIZE_MAX}) {
    request.struct_size = size;
    ExpectRefused(MEMCALL_ERR_INVALID, &request);
  }
}

struct NewerRequest {
  memcall_request known;
  uint64_t unknown;
};

TEST(Request, ANewerProgramsWishIsNotDropped) {
  NewerRequest newer = {};
  newer.known = Plain();
  newer.known.struct_size = sizeof newer;
  newer.unknown = 1;
  ExpectRefused(MEMCALL_ERR_UNSUPPORTED, &newer.known);
  newer.unknown = 0;
  Region region(newer.known);
  EXPECT_EQ(MEMCALL_OK, region.status);
}

TEST(Request, SizesNearTheLargestOverflow) {
  const size_t page = memcall_page_size();
  for (size_t size : {SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - page + 2}) {
    memcall_request request = Plain();
    request.size = size;
    ExpectRefused(MEMCALL_ERR_OVERFLOW, &request);
  }
  memcall_request guarded = Plain();
  guarded.guard_pages_before = SIZE_MAX;
  ExpectRefused(MEMCALL_ERR_OVERFLOW, &guarded);
  guarded = Plain();
  guarded.size = SIZE_MAX - page + 1;
  guarded.guard_pages_after = 1;
  ExpectRefused(MEMCALL_ERR_OVERFLOW, &guarded);
  guarded = Plain();
  guarded.size = SIZE_MAX / 2 + 2;
  guarded.alignment = SIZE_MAX / 2 + 1;
  ExpectRefused(MEMCALL_ERR_OVERFLOW, &guarded);
}

TEST(Request, MoreThanThereIsIsNoMemory) {
  memcall_request request = Plain();
  request.size = SIZE_MAX / 4;
  ExpectRefused(MEMCALL_ERR_NO_MEMORY, &request);
}

// A system may have one of the two and not the other.
memcall_fork_action ForkActionHere() {
  memcall_request request = Plain();
  request.require = MEMCALL_FORK_HANDLED;
  request.fork_action = MEMCALL_FORK_EXCLUDE;
  return Region(request).status == MEMCALL_OK ? MEMCALL_FORK_EXCLUDE : MEMCALL_FORK_WIPE;
}

TEST(Request, ARequiredSafeguardThatIsNotThereIsAnError) {
  for (memcall_safeguards one : kEverySafeguard) {
    memcall_request request = Plain();
    request.require = one;
    if (one == MEMCALL_SECRET) request.fork_action = MEMCALL_FORK_EXCLUDE;
    if (one == MEMCALL_FORK_HANDLED) request.fork_action = ForkActionHere();
    Region region(request);
    if (CanHave(one)) {
      EXPECT_EQ(MEMCALL_OK, region.status) << one << memcall_last_error()->text;
      EXPECT_TRUE(region.region.in_force & one);
    } else {
      EXPECT_NE(MEMCALL_OK, region.status);
      EXPECT_TRUE(IsZeroed(region.region));
    }
  }
}

TEST(Request, PreferredSafeguardsNeverFail) {
  memcall_request request = Plain();
  request.fork_action = MEMCALL_FORK_EXCLUDE;
  request.prefer = 0x7f;
  Region region(request);
  EXPECT_EQ(MEMCALL_OK, region.status) << memcall_last_error()->text;
}

TEST(Request, InForceHasNothingThatWasNotAskedFor) {
  Region region(Plain());
  ASSERT_EQ(MEMCALL_OK, region.status);
  EXPECT_EQ(0u, region.region.in_force);
}

TEST(Request, ManyLiveAtOnce) {
  std::vector<memcall_region> regions(200);
  for (memcall_region &region : regions)
    ASSERT_EQ(MEMCALL_OK, memcall_alloc(1, 0, MEMCALL_READ_WRITE, MEMCALL_REGULAR, &region));
  for (size_t i = 0; i < regions.size(); i++) regions[i].data[0] = static_cast<unsigned char>(i);
  for (size_t i = 0; i < regions.size(); i++)
    EXPECT_EQ(static_cast<unsigned char>(i), regions[i].data[0]);
  for (memcall_region &region : regions) EXPECT_EQ(MEMCALL_OK, memcall_free(&region));
}

}  // namespace
}  // namespace conformance
