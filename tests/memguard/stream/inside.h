/* inside.h: chunks and windows of streams, for tests in C++, which cannot read C's atomics. */
#ifndef TESTS_MEMGUARD_STREAM_INSIDE_H
#define TESTS_MEMGUARD_STREAM_INSIDE_H

#include <stdbool.h>

#include "memguard/stream.h"

MEMCALL_BEGIN

size_t stream_chunks(const memguard_stream *stream); /* that wait */
size_t stream_spares(const memguard_stream *stream); /* that are kept for later */
/* The nth chunk's ciphertext, tag included. */
unsigned char *stream_sealed(memguard_stream *stream, size_t nth, size_t *size);
const memguard_enclave *stream_enclave(const memguard_stream *stream, size_t nth);
/* A spare chunk's block. */
const unsigned char *stream_spare(const memguard_stream *stream, size_t *size);

/* The memory in which a chunk stands open; NULL: there is none. */
const unsigned char *stream_window(const memguard_stream *stream, size_t *size);
bool stream_is_open(const memguard_stream *stream); /* a chunk stands there */
bool stream_is_open_at(const memguard_stream *stream, size_t nth);

/* Both locks of the stream, as a thread in the midst of a call holds them. */
void stream_hold_locks(memguard_stream *stream);
void stream_release_locks(memguard_stream *stream);

/* write_copy and read without the scrub: what a leak looks like. */
memguard_status stream_unscrubbed_write(memguard_stream *stream, const void *bytes, size_t length);
memguard_status stream_unscrubbed_read(memguard_stream *stream, void *bytes, size_t capacity,
                                       size_t *got);

MEMCALL_END

#endif
