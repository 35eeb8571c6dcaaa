/* linux_wire.c: the system calls themselves, not the C library's wrappers: under a sanitizer those
   look at the memory first, and stop the victim before the system or the library could. */
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tools/secmem/attack/wire.h"

bool attack_read_all(int from, void *bytes, size_t length) {
  unsigned char *at = bytes;
  while (length != 0) {
    long got = syscall(SYS_read, from, at, length);
    if (got == 0 || (got < 0 && errno != EINTR)) return false;
    if (got < 0) continue;
    at += got;
    length -= (size_t)got;
  }
  return true;
}

bool attack_write_all(int to, const void *bytes, size_t length) {
  const unsigned char *at = bytes;
  while (length != 0) {
    long put = syscall(SYS_write, to, at, length);
    if (put < 0 && errno != EINTR) return false;
    if (put < 0) continue;
    at += put;
    length -= (size_t)put;
  }
  return true;
}
