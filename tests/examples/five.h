/* five.h: what stands around the README's first example. */
#ifndef TESTS_EXAMPLES_FIVE_H
#define TESTS_EXAMPLES_FIVE_H

#include "securememory/securememory.h"

MEMCALL_BEGIN

struct request {
  unsigned sum; /* the "signature" */
};

int sign(const unsigned char *key, size_t length, struct request *request);
int five(unsigned char key[32], struct request *request);

MEMCALL_END

#endif
