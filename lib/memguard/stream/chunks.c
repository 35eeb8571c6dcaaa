/* chunks.c: lists of chunks. The first link and every `next` may be read by a thread that does not
   hold the list's lock, so they are stored last. */
#include "lib/memguard/stream/stream.h"

static void link_after(memguard_chunks *chunks, memguard_chunk *last, memguard_chunk *chunk) {
  atomic_store_explicit(last != NULL ? &last->next : &chunks->first, chunk, memory_order_release);
}

void memguard_chunks_append(memguard_chunks *chunks, memguard_chunk *chunk) {
  memguard_chunk *last = chunks->last;
  atomic_store_explicit(&chunk->next, NULL, memory_order_relaxed);
  memguard_chunks_count(&chunks->in, memguard_chunk_rest(chunk));
  chunks->last = chunk;
  link_after(chunks, last, chunk);
}

memguard_chunk *memguard_chunks_take_first(memguard_chunks *chunks) {
  memguard_chunk *chunk = memguard_chunks_first(chunks);
  if (chunk == NULL) return NULL;
  memguard_chunk *after = memguard_chunk_after(chunk);
  if (after == NULL) chunks->last = NULL;
  atomic_store_explicit(&chunks->first, after, memory_order_release);
  memguard_chunks_count(&chunks->out, memguard_chunk_rest(chunk));
  return chunk;
}

static void make_empty(memguard_chunks *chunks) {
  atomic_store_explicit(&chunks->first, NULL, memory_order_relaxed);
  memguard_chunks_count(&chunks->out, memguard_chunks_bytes(chunks));
  chunks->last = NULL;
}

void memguard_chunks_put_behind(memguard_chunks *chunks, memguard_chunks *more) {
  memguard_chunk *first = memguard_chunks_first(more), *last = chunks->last;
  if (first == NULL) return;
  memguard_chunks_count(&chunks->in, memguard_chunks_bytes(more));
  chunks->last = more->last;
  link_after(chunks, last, first);
  make_empty(more);
}

void memguard_chunks_put_before(memguard_chunks *chunks, memguard_chunks *more) {
  memguard_chunk *first = memguard_chunks_first(more);
  if (first == NULL) return;
  memguard_chunks_count(&chunks->in, memguard_chunks_bytes(more));
  link_after(more, more->last, memguard_chunks_first(chunks));
  if (chunks->last == NULL) chunks->last = more->last;
  atomic_store_explicit(&chunks->first, first, memory_order_release);
  make_empty(more);
}
