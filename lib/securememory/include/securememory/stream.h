/* securememory/stream.h: large data in bounded locked memory: memguard's stream, counted by a factory.

   A stream is a first-in-first-out queue of sealed chunks, whatever the factory's kind is: what waits
   in it is ciphertext in ordinary memory. Beside the page of the context's key, a call locks one
   chunk at most, and a read or peek that wants a part of a chunk keeps that one open, in locked
   memory, until it is read, drained or destroyed. How chunks are opened, when their memory is given
   back, and what that costs is told in memguard/stream.h, whose statuses have the same numbers here.

   A live stream counts like a secret in its factory's metrics (created, in_use, peak) and in
   securememory_factory_leaks, and keeps securememory_factory_destroy BUSY. A call that fails is
   logged and counted in failures, but for the answers that a caller can foresee: INVALID, END,
   EXPIRED and FORKED. Reading is not among the opens: its time is that of the amount and of the
   sink.

   A purge (also one by securememory_exit or a caught signal), or a fork in the child, ends what
   waits: every call answers EXPIRED or FORKED from then on, until the stream is destroyed; a call
   that such an event overlaps answers the same, and whatever it gave out is void.

   A failed call changes nothing and loses nothing, unless it says otherwise. Every call that answers
   a status may answer INVALID (a NULL stream, or NULL where a pointer is needed), EXPIRED and FORKED;
   one that reads also AUTH (the ciphertext was changed; it stays at the front), LOCK_LIMIT,
   NO_MEMORY, DENIED, UNSUPPORTED and SYSTEM. When a call returns, nothing of key or plaintext stands
   on the stack below it or in a vector register.

   Threads: any number of threads may use one stream; the outcome is as if their calls had come one
   after the other. Sources and sinks run outside of that: see fill and drain. */
#ifndef SECUREMEMORY_STREAM_H
#define SECUREMEMORY_STREAM_H

#include "securememory/factory.h"

MEMCALL_BEGIN

/* securememory_stream is a handle of one. Opaque. */
typedef struct securememory_stream securememory_stream;

/* securememory_stream_new makes an empty stream, the caller's, to be ended by
   securememory_stream_destroy; *out is NULL on failure. chunk_size: bytes; 0: four pages. Takes no
   locked memory. OK; INVALID: NULL; OVERFLOW: no locked memory could hold such a chunk; NO_MEMORY;
   EXPIRED: a purge overlapped; what the default context's set-up answers. */
MEMCALL_CHECKED MEMCALL_API securememory_status securememory_stream_new(
    securememory_factory *factory, size_t chunk_size, securememory_stream **out);

/* securememory_stream_destroy wipes what waits and ends the handle. NULL: no effect. Threads: the
   last call on it, and not from a source or sink that the stream is calling. */
MEMCALL_API void securememory_stream_destroy(securememory_stream *stream);

/* securememory_stream_status: OK; EXPIRED: purged; FORKED; INVALID: NULL. */
MEMCALL_API securememory_status securememory_stream_status(const securememory_stream *stream);

/* securememory_stream_size: the bytes that wait, known without looking; 0 unless the status is OK.
   Not a secret. */
MEMCALL_API size_t securememory_stream_size(const securememory_stream *stream);

/* --- Writing --------------------------------------------------------------------------------- */

/* securememory_stream_write seals bytes[0, length) behind what waits, all of it or nothing, and
   wipes bytes on success; _write_copy leaves them alone. Length 0: OK. OVERFLOW: more would wait
   than a size_t's signed half can count, or the chunk size is more than the AEAD can seal at once;
   NO_MEMORY: for the ciphertext; LOCK_LIMIT, DENIED, UNSUPPORTED, RANDOM, SYSTEM: the key. */
MEMCALL_CHECKED MEMCALL_API securememory_status
securememory_stream_write(securememory_stream *stream, void *bytes, size_t length);
MEMCALL_CHECKED MEMCALL_API securememory_status
securememory_stream_write_copy(securememory_stream *stream, const void *bytes, size_t length);

/* securememory_stream_fill moves bytes from a source to the end of the stream, through locked memory
   (one chunk, for as long as the call runs), until the source ends or limit bytes are moved. OK in
   both cases; *moved < limit tells that the source ended. IO: the source failed. On every failure
   what was moved before it stays in the stream, unless all is void; *moved tells how much, in any
   case. No byte is asked of the source before there is memory and a key to seal it. limit 0: the
   source is not asked. Statuses of write besides.
   Threads: what was moved appears in the stream as the call ends, all at once. Nothing is held while
   the source runs: it may take its time, and may use the stream. */
MEMCALL_CHECKED MEMCALL_API securememory_status securememory_stream_fill(
    securememory_stream *stream, memguard_source source, size_t limit, size_t *moved);

/* --- Reading --------------------------------------------------------------------------------- */

/* securememory_stream_read moves up to capacity bytes to bytes (use memory of memguard/heap.h) and
   puts their number in *got. It is less than capacity when no more wait, or when what follows could
   not be opened: the next call answers why. END: nothing waits. Capacity 0: OK. On failure *got is
   0, and none of the stream's bytes stand in bytes. */
MEMCALL_CHECKED MEMCALL_API securememory_status
securememory_stream_read(securememory_stream *stream, void *bytes, size_t capacity, size_t *got);

/* securememory_stream_peek is the same, and everything stays. */
MEMCALL_CHECKED MEMCALL_API securememory_status
securememory_stream_peek(securememory_stream *stream, void *bytes, size_t capacity, size_t *got);

/* securememory_stream_drain gives all that waits to a sink, chunk by chunk, out of locked memory
   (one chunk, for as long as the call runs). OK, also when nothing waits; IO: the sink failed. On
   every failure the chunks that the sink did not take, the one that it failed on included, stay at
   the front; *moved tells how many bytes it took, in any case. A purge while the sink runs may turn
   the bytes that it is being given into zeros; EXPIRED tells.
   Threads: what waits as the call begins is drained, and seen by no other call until the sink has
   failed. Nothing is held while the sink runs: it may take its time, and may use the stream; what it
   writes there stays there. */
MEMCALL_CHECKED MEMCALL_API securememory_status
securememory_stream_drain(securememory_stream *stream, memguard_sink sink, size_t *moved);

MEMCALL_END

#endif
