// Which options go together, and what they become.
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <vector>

#include "lib/memcall/backend/backend.h"
#include "memguard/heap.h"
#include "tests/memguard/context/inside.h"

namespace {

memguard_status TryNew(const memguard_options& options, memguard_context** out) {
  *out = reinterpret_cast<memguard_context*>(out);
  memguard_status status = memguard_context_new(&options, out);
  EXPECT_EQ(status == MEMGUARD_OK, *out != nullptr);
  return status;
}

const memguard_policy kPolicies[] = {MEMGUARD_DEFAULT, MEMGUARD_REQUIRE, MEMGUARD_PREFER,
                                     MEMGUARD_OFF};
const memguard_fork_action kActions[] = {MEMGUARD_FORK_DEFAULT, MEMGUARD_FORK_WIPE,
                                         MEMGUARD_FORK_EXCLUDE, MEMGUARD_FORK_INHERIT};

bool Wanted(memguard_policy policy) {
  return policy == MEMGUARD_REQUIRE || policy == MEMGUARD_PREFER;
}

// The table again, as a reader of the header would say it.
bool Contradicts(const memguard_options& o) {
  if (o.fork == MEMGUARD_OFF && o.fork_action != MEMGUARD_FORK_DEFAULT) return true;
  if (!Wanted(o.secret_memory)) return false;
  return o.fork_action == MEMGUARD_FORK_INHERIT || o.fork_action == MEMGUARD_FORK_WIPE ||
         o.fork == MEMGUARD_OFF || o.lock == MEMGUARD_OFF || o.no_dump == MEMGUARD_OFF;
}

// Some systems have no call for it.
bool HasDumpExclusion() { return memcall_backend_missing("exclude_from_dumps") == nullptr; }

TEST(Options, EveryCombinationIsLegalOrSaysWhyNot) {
  int refused = 0;
  for (memguard_policy lock : kPolicies)
    for (memguard_policy fork : kPolicies)
      for (memguard_policy no_dump : kPolicies)
        for (memguard_policy secret : kPolicies)
          for (memguard_fork_action action : kActions) {
            memguard_options options = memguard_options_default();
            options.lock = lock;
            options.fork = fork;
            options.no_dump = no_dump;
            options.secret_memory = secret;
            options.fork_action = action;
            memguard_context* context = nullptr;
            memguard_status status = TryNew(options, &context);
            if (Contradicts(options)) {
              refused++;
              EXPECT_EQ(MEMGUARD_ERR_INVALID, status);
              EXPECT_GT(strlen(memcall_last_error()->text), 30u);
            } else if (no_dump == MEMGUARD_REQUIRE && !HasDumpExclusion()) {
              EXPECT_EQ(MEMGUARD_ERR_UNSUPPORTED, status);
            } else if (secret != MEMGUARD_REQUIRE) {
              EXPECT_EQ(MEMGUARD_OK, status) << memcall_last_error()->text;
            } else {
              EXPECT_NE(MEMGUARD_ERR_INVALID, status) << "had or not, it is a fair question";
            }
            EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
          }
  EXPECT_GT(refused, 100);
}

TEST(Options, ForkActions) {
  for (memguard_fork_action action : kActions) {
    memguard_options options = memguard_options_default();
    options.fork_action = action;
    memguard_context* context = nullptr;
    ASSERT_EQ(MEMGUARD_OK, TryNew(options, &context));
    EXPECT_EQ(action == MEMGUARD_FORK_INHERIT, inside_inherits(context));
    EXPECT_EQ(action == MEMGUARD_FORK_INHERIT, inside_fork_action(context) == MEMCALL_FORK_INHERIT);
    EXPECT_NE(0u, inside_prefer(context) & MEMCALL_FORK_HANDLED);
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
  }
  memguard_options options = memguard_options_default();
  options.fork = MEMGUARD_OFF;
  memguard_context* context = nullptr;
  ASSERT_EQ(MEMGUARD_OK, TryNew(options, &context));
  EXPECT_FALSE(inside_inherits(context)) << "nobody asked for it";
  EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
}

TEST(Options, FlagsThatWorkAreTakenAndOthersAreNot) {
  for (uint32_t bit = 1; bit != 0; bit <<= 1) {
    memguard_options options = memguard_options_default();
    options.flags = bit;
    memguard_context* context = nullptr;
    bool works = (bit & (MEMGUARD_SHIELD | MEMGUARD_REFRESH_THREAD | MEMGUARD_SNAPSHOT_SAFE |
                         MEMGUARD_HIDE_LENGTH | MEMGUARD_PURGE_HEAP)) != 0;
    EXPECT_EQ(works ? MEMGUARD_OK : MEMGUARD_ERR_UNSUPPORTED, TryNew(options, &context));
    if (works) {
      EXPECT_EQ(bit, inside_flags(context));
    }
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
  }
}

TEST(Options, DescribeSaysWhatChildrenGet) {
  for (memguard_fork_action action : {MEMGUARD_FORK_DEFAULT, MEMGUARD_FORK_INHERIT}) {
    memguard_options options = memguard_options_relaxed();
    options.fork_action = action;
    memguard_context* context = nullptr;
    ASSERT_EQ(MEMGUARD_OK, TryNew(options, &context));
    char text[1000];
    ASSERT_LT(memguard_context_describe(context, text, sizeof text), sizeof text);
    EXPECT_EQ(action == MEMGUARD_FORK_INHERIT, strstr(text, "children inherit") != nullptr) << text;
    EXPECT_NE(nullptr, strstr(text, "secret memory    off")) << text;
    EXPECT_EQ(MEMGUARD_OK, memguard_context_destroy(context));
  }
}

}  // namespace
