/* pipe_posix.c: a byte from a signal handler to a thread, by POSIX. */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/memcall/host/host.h"

/* Programs close descriptors that they did not open ("all from 3 on"), and the number is another
   file's next. A byte must not go there. */
static bool identify(intptr_t descriptor, uint64_t identity[2]) {
  struct stat found;
  if (fstat((int)descriptor, &found) != 0) return false;
  identity[0] = (uint64_t)found.st_dev;
  identity[1] = (uint64_t)found.st_ino;
  return true;
}

static bool set_flag(int descriptor, int get, int set, int flag) {
  int flags = fcntl(descriptor, get);
  return flags >= 0 && fcntl(descriptor, set, flags | flag) == 0;
}

/* pipe2(2) would close the moment in which another thread's exec gets the ends, but not all systems
   have it, and whoever gets them learns nothing. */
memcall_answer memcall_host_pipe_open(memcall_host_pipe *out) {
  int ends[2];
  *out = (memcall_host_pipe){-1, -1, {0, 0}};
  if (pipe(ends) != 0) return (memcall_answer){MEMCALL_ERR_SYSTEM, errno, "pipe"};
  memcall_host_pipe made = {ends[0], ends[1], {0, 0}};
  if (!set_flag(ends[0], F_GETFD, F_SETFD, FD_CLOEXEC) ||
      !set_flag(ends[1], F_GETFD, F_SETFD, FD_CLOEXEC) ||
      !set_flag(ends[1], F_GETFL, F_SETFL, O_NONBLOCK) || !identify(made.write, made.identity)) {
    memcall_answer failed = {MEMCALL_ERR_SYSTEM, errno, "fcntl"};
    memcall_host_close(made.read);
    memcall_host_close(made.write);
    return failed;
  }
  *out = made;
  return (memcall_answer){MEMCALL_OK, 0, "pipe"};
}

bool memcall_host_pipe_put(const memcall_host_pipe *pipe, unsigned char byte) {
  uint64_t now[2];
  ssize_t result;
  if (!identify(pipe->write, now) || now[0] != pipe->identity[0] || now[1] != pipe->identity[1])
    return false;
  do result = write((int)pipe->write, &byte, 1);
  while (result < 0 && errno == EINTR);
  return result == 1;
}

int memcall_host_pipe_get(intptr_t descriptor) {
  unsigned char byte = 0;
  ssize_t result;
  do result = read((int)descriptor, &byte, 1);
  while (result < 0 && errno == EINTR);
  return result == 1 ? byte : -1;
}

void memcall_host_close(intptr_t descriptor) { (void)close((int)descriptor); }
