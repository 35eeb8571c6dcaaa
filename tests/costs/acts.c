#include "tests/costs/acts.h"

#include <stdio.h>
#include <stdlib.h>

#include "memguard/memguard.h"
#include "securememory/securememory.h"

enum { SMALL = 32, CHUNK = 16384, KINDS = SECUREMEMORY_GUARDED + 1 };

static memguard_context *context;
static memguard_buffer *buffer;
static memguard_enclave *small, *chunk;
static securememory_factory *factories[KINDS];
static securememory_secret *secrets[KINDS];
static unsigned char bytes[CHUNK], out[CHUNK];

/* A status of any layer: 0 is success in all. */
static void must(unsigned status) {
  if (status == 0) return;
  fprintf(stderr, "%s\n", memcall_last_error()->text);
  exit(2);
}

/* --- The heap, buffers ----------------------------------------------------------------------- */

static void heap_small(void) { memguard_free(context, memguard_malloc(context, SMALL)); }
static void heap_run(void) { memguard_free(context, memguard_malloc(context, CHUNK)); }

static void buffer_life(void) {
  memguard_buffer *fresh;
  must(memguard_buffer_new(context, SMALL, &fresh));
  memguard_buffer_destroy(fresh);
}

static void freeze_and_melt(void) {
  must(memguard_buffer_freeze(buffer));
  must(memguard_buffer_melt(buffer));
}

/* --- Enclaves, streams ----------------------------------------------------------------------- */

static void seal_of(size_t size) {
  memguard_enclave *enclave;
  must(memguard_enclave_new_copy(context, bytes, size, &enclave));
  memguard_enclave_destroy(enclave);
}
static void seal_small(void) { seal_of(SMALL); }
static void seal_chunk(void) { seal_of(CHUNK); }

static void open_of(const memguard_enclave *enclave) {
  size_t length;
  must(memguard_enclave_open_into(enclave, out, CHUNK, &length));
}
static void open_small(void) { open_of(small); }
static void open_chunk(void) { open_of(chunk); }

static int nothing(const unsigned char *data, size_t length, void *user) {
  (void)data, (void)length, (void)user;
  return 0;
}
static void open_for_callback(void) { must(memguard_enclave_with_bytes(small, nothing, NULL)); }

static void stream_chunk(void) {
  memguard_stream *stream;
  size_t length = 0;
  must(memguard_stream_new(context, 0, &stream));
  must(memguard_stream_write_copy(stream, bytes, CHUNK));
  must(memguard_stream_read(stream, out, CHUNK, &length));
  memguard_stream_destroy(stream);
}

/* --- Secrets --------------------------------------------------------------------------------- */

static void secret_life(void) {
  securememory_secret *secret;
  must(securememory_secret_new_copy(factories[SECUREMEMORY_SEALED], bytes, SMALL, &secret));
  securememory_secret_destroy(secret);
}

static void inside(securememory_kind kind) {
  must(securememory_secret_with_bytes(secrets[kind], nothing, NULL));
}
static void inside_sealed(void) { inside(SECUREMEMORY_SEALED); }
static void inside_protected(void) { inside(SECUREMEMORY_PROTECTED); }
static void inside_guarded(void) { inside(SECUREMEMORY_GUARDED); }

/* --- Bytes ----------------------------------------------------------------------------------- */

static void equal(void) { must(!memguard_equal(bytes, bytes, SMALL)); }
static void copy(void) { memguard_copy(out, bytes, SMALL); }

const costs_act costs_acts[] = {
    {"malloc and free 32", heap_small, 0},
    {"malloc and free 16384", heap_run, 0},
    {"buffer new and destroy", buffer_life, 2},
    {"freeze and melt", freeze_and_melt, 2},
    {"seal 32", seal_small, 0},
    {"seal 16384", seal_chunk, 0},
    {"open 32", open_small, 0},
    {"open 16384", open_chunk, 0},
    {"open 32 for a callback", open_for_callback, 0},
    {"stream write and read 16384", stream_chunk, 0},
    {"secret new and destroy", secret_life, 0},
    {"inside a sealed secret", inside_sealed, 0},
    {"inside a protected secret", inside_protected, 2},
    {"inside a guarded secret", inside_guarded, 0},
    {"equal 32", equal, 0},
    {"copy 32", copy, 0},
    {NULL, NULL, 0},
};

/* --- Begin, end ------------------------------------------------------------------------------ */

static const securememory_kind kinds[] = {SECUREMEMORY_SEALED, SECUREMEMORY_PROTECTED,
                                          SECUREMEMORY_GUARDED};
enum { COUNT = sizeof kinds / sizeof *kinds };

static void begin_kind(securememory_kind kind) {
  must(securememory_factory_new(context, kind, NULL, &factories[kind]));
  must(securememory_secret_new_copy(factories[kind], bytes, SMALL, &secrets[kind]));
}

/* Keys are not renewed meanwhile, however slow the machine. */
void costs_begin(void) {
  memguard_options options = memguard_options_default();
  options.refresh_interval_ms = UINT32_MAX;
  must(memguard_context_new(&options, &context));
  must(memguard_buffer_new(context, SMALL, &buffer));
  must(memguard_enclave_new_copy(context, bytes, SMALL, &small));
  must(memguard_enclave_new_copy(context, bytes, CHUNK, &chunk));
  for (int i = 0; i < COUNT; i++) begin_kind(kinds[i]);
}

void costs_end(void) {
  for (int i = 0; i < COUNT; i++) {
    securememory_secret_destroy(secrets[kinds[i]]);
    must(securememory_factory_destroy(factories[kinds[i]]));
  }
  memguard_enclave_destroy(chunk);
  memguard_enclave_destroy(small);
  memguard_buffer_destroy(buffer);
  must(memguard_context_destroy(context));
}
