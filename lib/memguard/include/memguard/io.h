/* memguard/io.h: where bytes come from and go to, without a buffer of stdio between. */
#ifndef MEMGUARD_IO_H
#define MEMGUARD_IO_H

#include "memguard/status.h"

MEMCALL_BEGIN

/* memguard_read_fn puts at most capacity bytes at bytes and their number in *got. *got == 0 with OK
   is the end, as read(2). An error may come with bytes: they are kept, then the error is reported
   as IO. */
typedef memguard_status (*memguard_read_fn)(void *user, void *bytes, size_t capacity, size_t *got);

/* memguard_write_fn takes all of bytes or answers an error, which is reported as IO. */
typedef memguard_status (*memguard_write_fn)(void *user, const void *bytes, size_t length);

/* memguard_source is where bytes come from: by value, so nothing has to be ended. */
typedef struct memguard_source {
  memguard_read_fn read; /* asked for bytes until it answers 0 of them */
  void *user;            /* passed to read as it is */
} memguard_source;

/* memguard_sink is where bytes go to, in the same way. */
typedef struct memguard_sink {
  memguard_write_fn write; /* given bytes, in order */
  void *user;              /* passed to write as it is */
} memguard_sink;

/* memguard_source_fd and memguard_sink_fd make a source or sink of an open descriptor (a HANDLE on
   Windows), which stays the caller's. EINTR is retried. Source: read(2), write(2). */
MEMCALL_API memguard_source memguard_source_fd(intptr_t descriptor);
MEMCALL_API memguard_sink memguard_sink_fd(intptr_t descriptor);

/* memguard_bytes_fn is given plaintext for as long as it runs; 0 = ok. It must return: no longjmp,
   no exception, no thread exit. */
typedef int (*memguard_bytes_fn)(const unsigned char *bytes, size_t length, void *user);

MEMCALL_END

#endif
