/* posix/host.h: before a file is another system's. Compilers' and C libraries' own headers ask
   which system they are on; they are read while they still know. */
#ifndef TESTS_RECORDING_POSIX_HOST_H
#define TESTS_RECORDING_POSIX_HOST_H

#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/types.h>

#undef __gnu_linux__
#undef __linux
#undef __linux__
#undef linux

#endif
