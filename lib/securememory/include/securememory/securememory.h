/* securememory/securememory.h: all of securememory. */
#ifndef SECUREMEMORY_SECUREMEMORY_H
#define SECUREMEMORY_SECUREMEMORY_H

#include "securememory/process.h"
#include "securememory/secret.h"
#include "securememory/stream.h"

#endif
