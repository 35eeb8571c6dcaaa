/* site.h: where a public call was made from. */
#ifndef SECUREMEMORY_LIB_SITE_H
#define SECUREMEMORY_LIB_SITE_H

/* In a public function: a code address in its caller. One byte back from the return address, which
   may be the next function's first. */
#define SECUREMEMORY_SITE ((const void *)((const char *)__builtin_return_address(0) - 1))

#endif
