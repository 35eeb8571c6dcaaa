// places.h: in what kind of memory of this process some bytes stand.
#ifndef TESTS_RECIPES_PLACES_H
#define TESTS_RECIPES_PLACES_H

#include <cstddef>
#include <vector>

namespace recipes_test {

// Bytes that are sought, kept in another form, so that nobody finds the search.
class Sought {
 public:
  Sought(const unsigned char* bytes, std::size_t length);
  std::size_t size() const { return masked_.size(); }
  std::size_t CountIn(const unsigned char* bytes, std::size_t length) const;

 private:
  bool At(const unsigned char* bytes) const;

  std::vector<unsigned char> masked_;
};

// How often they stand in pages that are locked and in no core file ("lo" and "dd" of VmFlags in
// proc(5)), and in others. Stacks are left out: they are nobody's allocations.
struct Places {
  std::size_t guarded = 0, elsewhere = 0;
};

Places Find(const Sought& sought);

}  // namespace recipes_test

#endif
