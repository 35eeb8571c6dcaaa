/* memguard/memguard.h: all of memguard. */
#ifndef MEMGUARD_MEMGUARD_H
#define MEMGUARD_MEMGUARD_H

#include "memguard/bytes.h"
#include "memguard/enclave.h"
#include "memguard/heap.h"
#include "memguard/process.h"
#include "memguard/stream.h"

#endif
