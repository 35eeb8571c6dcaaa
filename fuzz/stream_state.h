/* stream_state.h: the stream of stream_fuzz.c, and what must be in it. */
#ifndef FUZZ_STREAM_STATE_H
#define FUZZ_STREAM_STATE_H

#define FUZZ_OPS "fuzz/stream.inc"
#include "fuzz/context.h"
#include "fuzz/declare.h"

enum { MOST = 1 << 18 };

extern memguard_stream *stream;
extern memguard_status state; /* of the stream */
extern unsigned char waiting[MOST];
extern size_t length; /* of it */

void check(void);
memguard_status unless_over(memguard_status expected); /* of a call on a stream that may be */
void drop(size_t size);                                /* from the front of what waits */

/* A sink that compares what comes with what waits. */
typedef struct sink {
  size_t taken, calls, fails_at; /* fails_at 0: never */
} sink;
memguard_status swallow(void *user, const void *bytes, size_t size);

#endif
