/* growing_fake.h: what the tests of growing regions on the fake system share. */
#ifndef TESTS_MEMCALL_GROWING_FAKE_H
#define TESTS_MEMCALL_GROWING_FAKE_H

#include <cstring>
#include <string>
#include <vector>

#include "lib/memcall/growing.h"
#include "tests/memcall/systems.h"

namespace growing_fake {

inline const size_t kPage = memcall_page_size();
inline const size_t kUnit = 8 * kPage;
inline constexpr memcall_safeguards kAll =
    MEMCALL_LOCKED | MEMCALL_NO_DUMP | MEMCALL_FORK_HANDLED | MEMCALL_GUARDED | MEMCALL_NO_MERGE;

struct Extension {
  size_t offset = 0;
  memcall_safeguards in_force = 0;
};

inline memcall_status Extend(memcall_growing *growing, size_t pages, Extension *out) {
  return memcall_growing_extend(growing, pages * kPage, &out->offset, &out->in_force);
}

inline memcall_growing Reserve(size_t units, memcall_safeguards require,
                               memcall_safeguards prefer) {
  memcall_growing growing;
  EXPECT_EQ(MEMCALL_OK, memcall_growing_reserve(units * kUnit, kUnit, MEMCALL_FORK_WIPE, require,
                                                prefer, &growing))
      << memcall_last_error()->text;
  return growing;
}

inline fake_os_page At(const memcall_growing &growing, size_t offset) {
  fake_os_page page;
  std::memset(&page, 0, sizeof page);
  EXPECT_TRUE(fake_os_page_at(growing.base + offset, &page));
  return page;
}

/* All that a test can see of the region: its pages, and its own record. */
inline std::vector<std::string> StateOf(const memcall_growing &growing) {
  std::vector<std::string> state;
  state.push_back(std::to_string(growing.prefix) + " " + std::to_string(growing.locked) + " " +
                  std::to_string(growing.in_force));
  for (size_t offset = 0; offset < growing.size; offset += kPage) {
    const fake_os_page page = At(growing, offset);
    state.push_back(std::to_string(page.access) + " " + std::to_string(page.locks) + " " +
                    std::to_string(page.guard) + " " + std::to_string(page.no_dump) + " " +
                    std::to_string(page.small_pages) + " " + std::to_string(page.fork_action));
  }
  return state;
}

}  // namespace growing_fake

#endif
