/* memguard/buffer.h: one secret on pages of its own, between two guard pages, flush with the
   second: one byte past the end faults. The bytes before the data on its first page are canary.

   Every constructor is a _new…; what follows says from what. memguard_buffer_destroy is the only
   call that ends a handle or unmaps its memory. Misuse through these calls is an error, not a
   fault. Every constructor answers: OK; INVALID: NULL, size 0; OVERFLOW; NO_MEMORY; LOCK_LIMIT,
   DENIED, UNSUPPORTED: a required safeguard; RANDOM; EXPIRED: a purge overlapped; CORRUPT: pages
   that waited to be used again were written to, and the violation handler (WRITE_AFTER_FREE)
   returned; SYSTEM. *out is NULL on failure, and what is copied from is intact. Every other call on a buffer that answers a status may
   answer INVALID (NULL), EXPIRED and FORKED. Threads: any thread may ask; a change while another
   thread uses the bytes is the caller's race. */
#ifndef MEMGUARD_BUFFER_H
#define MEMGUARD_BUFFER_H

#include <stdbool.h>

#include "memguard/context.h"
#include "memguard/io.h"

MEMCALL_BEGIN

/* memguard_buffer is a handle of one. Opaque. */
typedef struct memguard_buffer memguard_buffer;

/* memguard_protection: memcall's words and numbers. */
typedef enum memguard_protection {
  MEMGUARD_NO_ACCESS = 1,
  MEMGUARD_READ_ONLY,
  MEMGUARD_READ_WRITE
} memguard_protection;

/* memguard_buffer_new: size zeroed bytes, READ_WRITE. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_buffer_new(memguard_context *context,
                                                                size_t size, memguard_buffer **out);

/* memguard_buffer_new_aligned: the same with the data at a multiple of alignment, a power of two
   (INVALID otherwise). Up to alignment - 1 bytes between the data and the second guard are canary
   then, so one byte past the end is found by verify and destroy, and faults only where there are
   none. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_buffer_new_aligned(memguard_context *context,
                                                                        size_t size,
                                                                        size_t alignment,
                                                                        memguard_buffer **out);

/* memguard_buffer_new_from moves bytes in and wipes them on success, READ_ONLY; _new_copy leaves
   them alone; _new_random fills length bytes from the kernel's generator. All READ_ONLY. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_buffer_new_from(memguard_context *context,
                                                                     void *bytes, size_t length,
                                                                     memguard_buffer **out);
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_buffer_new_copy(memguard_context *context,
                                                                     const void *bytes,
                                                                     size_t length,
                                                                     memguard_buffer **out);
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_buffer_new_random(memguard_context *context,
                                                                       size_t length,
                                                                       memguard_buffer **out);

/* Buffers from a source, which writes straight into their locked pages. READ_ONLY; pages that
   content outgrows are wiped. A source that answers OK and 0 bytes has ended; one that answers an
   error, or more bytes than it was asked for, has failed. When it ends early or fails after some
   bytes, *out holds those bytes and the status says END or IO; with none, *out is NULL. The call
   holds no lock while the source runs. INVALID: also a source without a function.

   memguard_buffer_new_read reads length bytes. memguard_buffer_new_read_until reads up to the
   delimiter, which is taken from the source and left out, one byte at a call; INVALID: it came
   first. memguard_buffer_new_read_all reads to the end: OK; END: there was nothing. The last two
   answer TOO_SMALL, with *out NULL, when the content is longer than limit bytes, of which the
   source has given limit + 1 then. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_buffer_new_read(memguard_context *context,
                                                                     memguard_source source,
                                                                     size_t length,
                                                                     memguard_buffer **out);
MEMCALL_CHECKED MEMCALL_API memguard_status
memguard_buffer_new_read_until(memguard_context *context, memguard_source source,
                               unsigned char delimiter, size_t limit, memguard_buffer **out);
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_buffer_new_read_all(memguard_context *context,
                                                                         memguard_source source,
                                                                         size_t limit,
                                                                         memguard_buffer **out);

/* memguard_buffer_destroy checks the canaries, wipes and ends the handle. The pages lose all access
   and wait, locked, to be used again: a stale pointer faults until 64 pages of its size came after
   it. At most 1 MiB waits so, and goes back to the system before a call of this context answers
   LOCK_LIMIT or NO_MEMORY. NULL: no effect. A broken canary: the violation handler (UNDERFLOW,
   OVERFLOW); a second destroy that is noticed: DOUBLE_FREE. */
MEMCALL_API void memguard_buffer_destroy(memguard_buffer *buffer);

/* memguard_buffer_status: OK, EXPIRED (purged, or sealed away), FORKED, INVALID (NULL). */
MEMCALL_API memguard_status memguard_buffer_status(const memguard_buffer *buffer);

/* memguard_buffer_size in bytes; 0 unless the status is OK. */
MEMCALL_API size_t memguard_buffer_size(const memguard_buffer *buffer);

/* memguard_buffer_protection: NO_ACCESS unless the status is OK. */
MEMCALL_API memguard_protection memguard_buffer_protection(const memguard_buffer *buffer);

/* memguard_buffer_protect sets the page access; idempotent; on failure the old state holds. OK;
   NO_MEMORY, DENIED, SYSTEM; LOCK_LIMIT: hidden pages are not locked on this system (Windows). Where
   the system then refuses to hide again what it let be opened, the content is void (EXPIRED), or it
   stays open and memguard_buffer_protection tells. freeze, melt and hide are its three values. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_buffer_protect(memguard_buffer *buffer,
                                                                    memguard_protection protection);
MEMCALL_CHECKED static inline memguard_status memguard_buffer_freeze(memguard_buffer *buffer) {
  return memguard_buffer_protect(buffer, MEMGUARD_READ_ONLY);
}
MEMCALL_CHECKED static inline memguard_status memguard_buffer_melt(memguard_buffer *buffer) {
  return memguard_buffer_protect(buffer, MEMGUARD_READ_WRITE);
}
MEMCALL_CHECKED static inline memguard_status memguard_buffer_hide(memguard_buffer *buffer) {
  return memguard_buffer_protect(buffer, MEMGUARD_NO_ACCESS);
}

/* memguard_buffer_safeguards tells what protects it. OK. */
MEMCALL_CHECKED MEMCALL_API memguard_status
memguard_buffer_safeguards(const memguard_buffer *buffer, memguard_safeguards *out);

/* memguard_buffer_verify checks the canary. OK; CORRUPT, without the violation handler; ACCESS: it
 * is hidden. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_buffer_verify(const memguard_buffer *buffer);

/* memguard_buffer_data is the bytes in place, NULL when hidden or gone; mutable_data is NULL unless
   READ_WRITE. The pointer is good until protect, resize, seal or destroy; after a purge it is wiped and
   faults until destroy, so that nobody goes on with a key of zeros. */
MEMCALL_API const unsigned char *memguard_buffer_data(const memguard_buffer *buffer);
MEMCALL_API unsigned char *memguard_buffer_mutable_data(memguard_buffer *buffer);

/* Bytes by copy. Bounds: OVERFLOW when offset + length passes the end, and nothing is copied.
   ACCESS: the protection does not allow it. write wipes the source on success, write_copy does not.
   Length 0: OK. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_buffer_write(memguard_buffer *buffer,
                                                                  size_t offset, void *bytes,
                                                                  size_t length);
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_buffer_write_copy(memguard_buffer *buffer,
                                                                       size_t offset,
                                                                       const void *bytes,
                                                                       size_t length);
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_buffer_read(const memguard_buffer *buffer,
                                                                 size_t offset, void *bytes,
                                                                 size_t length);

/* memguard_buffer_scramble fills it with random bytes, memguard_buffer_wipe with zeros. OK; ACCESS:
   not READ_WRITE; RANDOM: then it is zero. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_buffer_scramble(memguard_buffer *buffer);
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_buffer_wipe(memguard_buffer *buffer);

/* memguard_buffer_resize moves the content to new pages, cut or with zeros behind it; the old ones
   are wiped, and pointers to them fault. Protection and alignment stay. OK; ACCESS: not READ_WRITE;
   CORRUPT: a canary was broken, and the violation handler returned; what constructors answer. On
   failure other than EXPIRED and CORRUPT all is as it was. Threads: nobody may ask for data, size
   or safeguards of this buffer meanwhile. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_buffer_resize(memguard_buffer *buffer,
                                                                   size_t size);

/* memguard_buffer_equal compares in constant time; different lengths: false. OK; ACCESS: hidden. */
MEMCALL_CHECKED MEMCALL_API memguard_status memguard_buffer_equal(const memguard_buffer *buffer,
                                                                  const void *bytes, size_t length,
                                                                  bool *equal);

MEMCALL_END

#endif
