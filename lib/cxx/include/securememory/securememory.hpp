// securememory/securememory.hpp: all of securememory for C++17 and later, header-only, over the C
// library. With or without exceptions and RTTI; see securememory/error.hpp.
#ifndef SECUREMEMORY_SECUREMEMORY_HPP
#define SECUREMEMORY_SECUREMEMORY_HPP

#include "memguard/memguard.h"
#include "securememory/allocator.hpp"
#include "securememory/buffer.hpp"
#include "securememory/enclave.hpp"
#include "securememory/loan.hpp"
#include "securememory/reader.hpp"
#include "securememory/secret.hpp"
#include "securememory/secure_string.hpp"
#include "securememory/secure_vector.hpp"
#include "securememory/securememory.h"
#include "securememory/stream.hpp"

#endif
