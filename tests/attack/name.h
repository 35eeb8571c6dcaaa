// name.h: a storage's name as part of a test's.
#ifndef TESTS_ATTACK_NAME_H
#define TESTS_ATTACK_NAME_H

#include <string>

#include "tools/secmem/attack/attack.h"

namespace attack_test {

inline std::string NameOf(int storage) {
  std::string name = attack_storage_name(static_cast<attack_storage>(storage));
  for (char &letter : name)
    if (letter == ' ') letter = '_';
  return name;
}

}  // namespace attack_test

#endif
