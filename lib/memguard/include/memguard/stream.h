/* memguard/stream.h: bytes that wait, sealed, until they are read: a first-in-first-out queue of
   chunks of ciphertext, for secrets that are larger than the memory that may be locked.

   A write seals its bytes piece by piece, each a chunk of at most the chunk size (pieces of two
   writes are never joined, so many small writes cost more than one large one). Reading and draining
   open each chunk once, and the total cost grows with the bytes alone. Only ciphertext waits, in
   ordinary memory; beside the context's one page for its key nothing is locked, but for this: a
   read or peek that wants a part of a chunk opens all of it into locked memory of the stream's own,
   where the rest stays as plaintext until it is read (what was read is wiped at once). A purge and
   an emergency wipe reach it there, and a forked child does not have it. Whoever reads whole chunks
   (capacity: the chunk size or more, from the start) needs none, and leaves nothing open.

   That locked memory is given back by the next read that finds the stream empty, by draining, and
   by memguard_stream_destroy. Blocks of ciphertext that were read are wiped, and kept for what is
   written next, until a read finds the stream empty or it is destroyed.

   A stream is one object of its context, however much waits in it. A purge, or a fork in the child,
   ends what waits: every call answers MEMGUARD_ERR_EXPIRED or MEMGUARD_ERR_FORKED from then on,
   until the stream is destroyed; a call that such an event overlaps answers the same, and whatever
   it gave out is void.

   A failed call changes nothing and loses nothing, unless it says otherwise: a chunk that cannot be
   opened now (LOCK_LIMIT, NO_MEMORY) is there for the next try. Every call that answers a status
   may answer INVALID (a NULL stream, or NULL where a pointer is needed), EXPIRED and FORKED; one
   that opens also AUTH (the ciphertext was changed; it stays at the front), LOCK_LIMIT, NO_MEMORY,
   DENIED, UNSUPPORTED and SYSTEM. When a call returns, nothing of key or plaintext stands on the
   stack below it or in a vector register.

   Threads: any number of threads may use one stream; the outcome is as if their calls had come one
   after the other. Sources and sinks run outside of that: see fill and drain. */
#ifndef MEMGUARD_STREAM_H
#define MEMGUARD_STREAM_H

#include "memguard/enclave.h"

MEMCALL_BEGIN

/* memguard_stream is a handle of one. Opaque. */
typedef struct memguard_stream memguard_stream;

/* memguard_stream_new makes an empty stream, the caller's. chunk_size: bytes; 0: four pages. Takes
   no locked memory. OK; INVALID: NULL; OVERFLOW: no buffer could hold such a chunk; NO_MEMORY;
   EXPIRED: a purge overlapped; what the default context's set-up answers. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_stream_new(memguard_context *context,
                                                                size_t chunk_size,
                                                                memguard_stream **out);

/* memguard_stream_destroy wipes what waits and ends the handle. NULL: no effect. Threads: the last
   call on it, and not from a source or sink that the stream is calling. */
MEMCALL_API void memguard_stream_destroy(memguard_stream *stream);

/* memguard_stream_status: OK, EXPIRED (purged), FORKED, INVALID (NULL). */
MEMCALL_API memguard_status memguard_stream_status(const memguard_stream *stream);

/* memguard_stream_size: the bytes that wait, known without looking; 0 unless the status is OK. Not
   a secret. */
MEMCALL_API size_t memguard_stream_size(const memguard_stream *stream);

/* --- Writing --------------------------------------------------------------------------------- */

/* memguard_stream_write seals bytes[0, length) behind what waits, all of it or nothing, and wipes
   bytes on success; _write_copy leaves them alone. Length 0: OK. OVERFLOW: more would wait than a
   size_t's signed half can count, or the chunk size is more than the AEAD can seal at once;
   NO_MEMORY: for the ciphertext; LOCK_LIMIT, DENIED, UNSUPPORTED, RANDOM, SYSTEM: the key. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_stream_write(memguard_stream *stream,
                                                                  void *bytes, size_t length);
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_stream_write_copy(memguard_stream *stream,
                                                                       const void *bytes,
                                                                       size_t length);

/* memguard_stream_fill moves bytes from a source to the end of the stream, through locked memory
   (one chunk, for as long as the call runs), until the source ends or limit bytes are moved. OK in
   both cases; *moved < limit tells that the source ended. IO: the source failed. On every failure
   what was moved before it stays in the stream, unless all is void; *moved tells how much, in any
   case. No byte is asked of the source before there is memory and a key to seal it, so that none is
   lost: only where the system's own cipher is wrapped around the key (Windows) and refuses, SYSTEM,
   or MEMGUARD_SNAPSHOT_SAFE or MEMGUARD_HIDE_LENGTH needs random bytes that cannot be had, RANDOM,
   or a crypto provider other than BoringSSL is out of memory, are the bytes of one chunk gone with
   it. limit 0: the source is not asked. Statuses of write
   besides.
   Threads: what was moved appears in the stream as the call ends, all at once. Nothing is held
   while the source runs: it may take its time, and may use the stream. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_stream_fill(memguard_stream *stream,
                                                                 memguard_source source,
                                                                 size_t limit, size_t *moved);

/* --- Reading --------------------------------------------------------------------------------- */

/* memguard_stream_read moves up to capacity bytes to bytes (use memory of memguard/heap.h) and puts
   their number in *got. It is less than capacity when no more wait, or when what follows could not
   be opened: the next call answers why. END: nothing waits. Capacity 0: OK. On failure *got is 0,
   and none of the stream's bytes stand in bytes. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_stream_read(memguard_stream *stream,
                                                                 void *bytes, size_t capacity,
                                                                 size_t *got);

/* memguard_stream_peek is the same, and everything stays. A peek that ends inside a chunk leaves
   that one open, so that a read that follows costs no second opening; one that reaches beyond the
   first chunk opens each again at the next read. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_stream_peek(memguard_stream *stream,
                                                                 void *bytes, size_t capacity,
                                                                 size_t *got);

/* memguard_stream_next moves the first chunk, or what is left of it, to a new READ_ONLY buffer, the
   caller's. END: nothing waits. *out is NULL on failure. Statuses of memguard_buffer_new besides.
 */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_stream_next(memguard_stream *stream,
                                                                 memguard_buffer **out);

/* memguard_stream_read_all is the same for all that waits, in one buffer: so much memory must be
   lockable, or all stays where it is. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_stream_read_all(memguard_stream *stream,
                                                                     memguard_buffer **out);

/* memguard_stream_drain gives all that waits to a sink, chunk by chunk, out of locked memory (one
   chunk, for as long as the call runs). OK, also when nothing waits; IO: the sink failed. On every
   failure the chunks that the sink did not take, the one that it failed on included, stay at the
   front; *moved tells how many bytes it took, in any case. A purge while the sink runs may turn the
   bytes that it is being given into zeros; EXPIRED tells.
   Threads: what waits as the call begins is drained, and seen by no other call until the sink has
   failed. Nothing is held while the sink runs: it may take its time, and may use the stream; what
   it writes there stays there. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_stream_drain(memguard_stream *stream,
                                                                  memguard_sink sink,
                                                                  size_t *moved);

MEMCALL_END

#endif
