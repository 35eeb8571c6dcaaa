/* stream.h: a stream from the inside.

   Its chunks are handles of enclaves, sealed and opened by the enclave's inner calls, and counted
   by nobody: the stream is the one object. They form a list that grows at its end and is taken from
   at its front.

   Two locks. `turn` belongs to whoever takes from the front: it stands for as long as that call
   opens chunks, so that they come out in order. `lock` guards the ends of the list and the spare
   chunks, for a few instructions. A writer seals before it takes any, so it waits for no reader's
   cipher. Neither is held while a source or sink runs. `turn` comes before `lock`.

   The first chunk and what follows it are read under `turn` alone; the last one may get a follower
   at any time. So links are atomic, and a chunk is whole before it is linked. */
#ifndef MEMGUARD_STREAM_STREAM_H
#define MEMGUARD_STREAM_STREAM_H

#include "lib/memguard/buffer/buffer.h"
#include "lib/memguard/enclave/handle.h"
#include "memguard/stream.h"

/* --- Chunks (chunks.c) ----------------------------------------------------------------------- */

typedef struct memguard_chunk { /* in ordinary memory; nothing of it is secret */
  _Atomic(struct memguard_chunk *) next;
  memguard_enclave *sealed;
  size_t room;   /* the most that `sealed` can hold */
  size_t offset; /* how much of it was read already */
} memguard_chunk;

typedef struct memguard_chunks {
  _Atomic(memguard_chunk *) first;
  memguard_chunk *last;
  _Atomic size_t in;  /* bytes that ever came; under `lock` */
  _Atomic size_t out; /* bytes that ever went; under `turn` */
} memguard_chunks;

static inline size_t memguard_chunk_rest(const memguard_chunk *chunk) {
  return chunk->sealed->length - chunk->offset;
}
static inline memguard_chunk *memguard_chunk_after(const memguard_chunk *chunk) {
  return atomic_load_explicit(&chunk->next, memory_order_acquire);
}
static inline memguard_chunk *memguard_chunks_first(const memguard_chunks *chunks) {
  return atomic_load_explicit(&chunks->first, memory_order_acquire);
}
/* Bytes that wait; of a list that others use, as of some moment: `out` is looked at first, so it is
   never more than `in`. */
static inline size_t memguard_chunks_bytes(const memguard_chunks *chunks) {
  size_t out = atomic_load_explicit(&chunks->out, memory_order_acquire);
  return atomic_load_explicit(&chunks->in, memory_order_relaxed) - out;
}
/* Each of the two has one writer at a time. */
static inline void memguard_chunks_count(_Atomic size_t *bytes, size_t more) {
  size_t before = atomic_load_explicit(bytes, memory_order_relaxed);
  atomic_store_explicit(bytes, before + more, memory_order_release);
}

/* These look at no lock: the list is the caller's alone, or the stream's with `lock` held, and
   `turn` for all but the two that add at the end. */
void memguard_chunks_append(memguard_chunks *chunks, memguard_chunk *chunk);
memguard_chunk *memguard_chunks_take_first(memguard_chunks *chunks);
/* Puts all of `more` behind or before what is there, and empties it. */
void memguard_chunks_put_behind(memguard_chunks *chunks, memguard_chunks *more);
void memguard_chunks_put_before(memguard_chunks *chunks, memguard_chunks *more);

/* --- Plaintext (window.c) -------------------------------------------------------------------- */

/* Locked memory in which one chunk at a time stands open: a buffer, so that purge, emergency and
   fork find it, but no object of its own. */
typedef struct memguard_window {
  memguard_buffer *buffer;     /* NULL: none */
  const memguard_chunk *chunk; /* the one that is open; NULL: none, and the buffer is zero */
} memguard_window;

/* A zeroed buffer that this thread holds, not counted as an object. Reports. */
MEMCALL_CHECKED memguard_status memguard_window_begin(memguard_context *context, size_t size,
                                                      const char *operation, memguard_buffer **out);
/* Wipes and gives back a buffer that this thread holds, or that stayed with the parent. NULL: no
   effect. */
void memguard_window_end(memguard_buffer *buffer);

typedef enum memguard_taking { MEMGUARD_PEEKS, MEMGUARD_MOVES } memguard_taking;

/* Copies length bytes of a chunk, from `from` on, opening it in the window if need be; what is
   moved is wiped there. On failure none of it stands in `bytes`. Reports. */
MEMCALL_CHECKED memguard_status memguard_window_copy(memguard_stream *stream,
                                                     const memguard_chunk *chunk, size_t from,
                                                     unsigned char *bytes, size_t length,
                                                     memguard_taking taking, const char *operation);

/* Wipes what is open. */
void memguard_window_shut(memguard_stream *stream);

/* Gives the locked memory back, wiped. */
void memguard_window_close(memguard_stream *stream);

/* --- The stream ------------------------------------------------------------------------------ */

struct memguard_stream {
  memguard_context *context;
  size_t chunk_size;
  uint64_t epoch;      /* the purge epoch that it lives in */
  uint32_t generation; /* of the process that made it */
  memguard_lock turn, lock;
  memguard_chunks waiting;
  memguard_window window; /* under `turn` */
  memguard_chunk *spare;  /* of the full chunk size, zero, linked by next; under `lock` */
};

/* The first act of every call: enters the context. OK, INVALID, FORKED or EXPIRED; reported when
   operation is not NULL. */
MEMCALL_CHECKED memguard_status memguard_stream_examine(const memguard_stream *stream,
                                                        const char *operation);

/* Examines, and takes the turn. */
MEMCALL_CHECKED memguard_status memguard_stream_begin(memguard_stream *stream,
                                                      const char *operation);
void memguard_stream_end(memguard_stream *stream);

/* --- Where chunks come from and go to (spare.c) ---------------------------------------------- */

/* A chunk with room for so many bytes, at most the chunk size. NO_MEMORY (reported). */
MEMCALL_CHECKED memguard_status memguard_stream_take_chunk(memguard_stream *stream, size_t room,
                                                           const char *operation,
                                                           memguard_chunk **out);

/* Wipes it, and keeps it for later or frees it. */
void memguard_stream_give_chunk(memguard_stream *stream, memguard_chunk *chunk);

/* Wipes and frees it and all that follow it. NULL: no effect. */
void memguard_chunks_drop(memguard_chunk *chunk);

/* Gives back what a stream without work does not need: locked memory and spare chunks. The turn is
   held. */
void memguard_stream_rest(memguard_stream *stream);

/* --- Both ends (write.c, read.c) ------------------------------------------------------------- */

/* Seals bytes into a chunk that has room for them and puts it into the caller's own list; gives it
   back on failure. EXPIRED: also when the stream's epoch is over. Reports. */
MEMCALL_CHECKED memguard_status memguard_stream_seal(memguard_stream *stream, memguard_chunk *chunk,
                                                     const void *bytes, size_t length,
                                                     const char *operation, memguard_chunks *out);

/* Puts all of a list of the caller's behind what waits. */
void memguard_stream_add(memguard_stream *stream, memguard_chunks *chunks);

/* Reports that a source or sink of the caller's failed, with the system's code if it recorded one.
   Returns IO. */
memguard_status memguard_stream_report_io(memguard_status answered, const char *operation,
                                          const char *text);

/* Takes so many bytes as read, from the front. The turn is held. */
void memguard_stream_consume(memguard_stream *stream, size_t length);

/* --- Behind the public calls, each of which scrubs after them -------------------------------- */

MEMCALL_CHECKED MEMGUARD_APART memguard_status memguard_stream_put(memguard_stream *stream,
                                                                   const void *bytes, size_t length,
                                                                   const char *operation);
/* *opened: a cipher ran, and not only a copy. */
MEMCALL_CHECKED MEMGUARD_APART memguard_status memguard_stream_get(memguard_stream *stream,
                                                                   void *bytes, size_t capacity,
                                                                   memguard_taking taking,
                                                                   const char *operation,
                                                                   size_t *got, bool *opened);
/* Moves the first chunk, or all, to a new buffer. */
MEMCALL_CHECKED MEMGUARD_APART memguard_status memguard_stream_get_buffer(memguard_stream *stream,
                                                                          bool all,
                                                                          const char *operation,
                                                                          memguard_buffer **out);
#endif
