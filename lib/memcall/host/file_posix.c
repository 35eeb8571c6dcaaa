/* file_posix.c: descriptors, standard error and the end of the process, by POSIX. No stdio: its
   buffers keep copies. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/memcall/host/host.h"

#define MOST_AT_ONCE \
  ((size_t)1 << 30) /* Linux moves no more in one call; SSIZE_MAX is above it everywhere */

static memcall_answer failed(const char *operation) {
  memcall_status status = MEMCALL_ERR_SYSTEM;
  if (errno == EBADF || errno == EFAULT) status = MEMCALL_ERR_INVALID;
  if (errno == EACCES || errno == EPERM) status = MEMCALL_ERR_DENIED;
  return (memcall_answer){status, errno, operation};
}

static size_t at_once(size_t size) { return size < MOST_AT_ONCE ? size : MOST_AT_ONCE; }

memcall_answer memcall_host_read(intptr_t descriptor, void *bytes, size_t size, size_t *got) {
  ssize_t result;
  *got = 0;
  do result = read((int)descriptor, bytes, at_once(size));
  while (result < 0 && errno == EINTR);
  if (result < 0) return failed("read");
  *got = (size_t)result;
  return (memcall_answer){MEMCALL_OK, 0, "read"};
}

memcall_answer memcall_host_write(intptr_t descriptor, const void *bytes, size_t size) {
  const unsigned char *next = bytes;
  while (size > 0) {
    ssize_t result = write((int)descriptor, next, at_once(size));
    if (result < 0 && errno == EINTR) continue;
    if (result < 0) return failed("write");
    next += result;
    size -= (size_t)result;
  }
  return (memcall_answer){MEMCALL_OK, 0, "write"};
}

void memcall_host_complain(const char *text) {
  int kept = errno;
  size_t left = strlen(text);
  while (left > 0) {
    ssize_t result = write(STDERR_FILENO, text, left);
    if (result < 0 && errno == EINTR) continue;
    if (result <= 0) break;
    text += result;
    left -= (size_t)result;
  }
  errno = kept;
}

/* A handler of the application's must not keep the process alive, nor must a blocked signal. */
void memcall_host_abort(void) {
  struct sigaction plain;
  sigset_t only;
  memset(&plain, 0, sizeof plain);
  plain.sa_handler = SIG_DFL;
  (void)sigaction(SIGABRT, &plain, NULL);
  (void)sigemptyset(&only);
  (void)sigaddset(&only, SIGABRT);
  (void)sigprocmask(SIG_UNBLOCK, &only, NULL);
  abort();
}

void memcall_host_end(int code) { _exit(code); }
