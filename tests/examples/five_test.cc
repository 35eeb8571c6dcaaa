#include "tests/examples/five.h"

#include <gtest/gtest.h>

#include <cstring>

extern "C" int sign(const unsigned char* key, size_t length, struct request* request) {
  for (size_t i = 0; i < length; i++) request->sum += key[i];
  return request->sum == 0;
}

TEST(Five, SignsAndWipesTheCallersKey) {
  unsigned char key[32], zeros[32] = {0};
  memset(key, 3, sizeof key);
  request request = {0};
  ASSERT_EQ(0, five(key, &request)) << memcall_last_error()->text;
  EXPECT_EQ(96u, request.sum);
  EXPECT_EQ(0, memcmp(key, zeros, sizeof key));
}
