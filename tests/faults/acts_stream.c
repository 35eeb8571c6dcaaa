/* acts_stream.c: memguard/stream.h. */
#include <string.h>

#include "lib/memcall/backend/backend.h"
#include "tests/faults/table.h"

#define ACT(name) static unsigned name(faults_scene *scene)
#define PREPARE(name) static bool name(faults_scene *scene)
#define CHECK(name) static void name(faults_scene *scene, unsigned status)

FAULTS_ENDS(memguard_stream);
FAULTS_ENDS(memguard_buffer);

/* --- Its life -------------------------------------------------------------------------------- */

ACT(make) {
  memguard_stream *out = FAULTS_UNTOUCHED;
  unsigned status = memguard_stream_new(scene->context, FAULTS_CHUNK, &out);
  return faults_made(scene, status, out, end_memguard_stream);
}
PREPARE(empty) {
  return memguard_stream_new(scene->context, FAULTS_CHUNK, &scene->stream) == MEMGUARD_OK;
}
PREPARE(filled) {
  return empty(scene) &&
         memguard_stream_write_copy(scene->stream, faults_plain(), FAULTS_LONG) == MEMGUARD_OK;
}
/* A chunk stands open. */
PREPARE(begun) {
  return filled(scene) &&
         memguard_stream_read(scene->stream, scene->out, FAULTS_SIZE, &scene->taken) == MEMGUARD_OK;
}
ACT(end) {
  memguard_stream_destroy(scene->stream);
  scene->stream = NULL;
  return 0;
}

/* --- Writing --------------------------------------------------------------------------------- */

ACT(write) { return memguard_stream_write(scene->stream, scene->source, FAULTS_LONG); }
ACT(write_copy) { return memguard_stream_write_copy(scene->stream, scene->source, FAULTS_LONG); }
CHECK(writes_all) {
  FAULTS_EXPECT(scene, memguard_stream_size(scene->stream) == (status == 0 ? FAULTS_LONG : 0u));
}
CHECK(moves_all) {
  writes_all(scene, status);
  if (status == 0)
    FAULTS_EXPECT(scene, faults_is_zero(scene->source, FAULTS_LONG));
  else
    faults_check_kept(scene, status);
}
CHECK(copies_all) {
  writes_all(scene, status);
  faults_check_kept(scene, status);
}
ACT(fill) {
  scene->got = 9999;
  return memguard_stream_fill(scene->stream, faults_source(scene), SIZE_MAX, &scene->got);
}
/* Only where the system's own cipher refuses are bytes gone with it. */
CHECK(fills) {
  bool wrapped = memcall_backend_probe("os_encrypt") == 1 || scene->without_crypto ||
                 status == MEMGUARD_ERR_RANDOM;
  FAULTS_EXPECT(scene, status != 0 || scene->given == FAULTS_LONG);
  FAULTS_EXPECT(scene, scene->got == scene->given || (wrapped && scene->got < scene->given));
  FAULTS_EXPECT(scene, memguard_stream_size(scene->stream) == scene->got);
  if (status != 0) {
    memguard_stream_destroy(scene->stream);
    FAULTS_EXPECT(scene, empty(scene));
  }
}

/* --- Reading --------------------------------------------------------------------------------- */

/* Begins with what the scene has taken already. */
static unsigned take(faults_scene *scene, size_t capacity,
                     memguard_status (*call)(memguard_stream *, void *, size_t, size_t *)) {
  scene->got = 9999;
  memset(scene->out, 0x5a, sizeof scene->out);
  return call(scene->stream, scene->out, capacity, &scene->got);
}
ACT(read) { return take(scene, 1500, memguard_stream_read); }
ACT(peek) { return take(scene, 1500, memguard_stream_peek); }
static void expect_got(faults_scene *scene, unsigned status) {
  FAULTS_EXPECT(scene, (status == 0) == (scene->got != 0));
  FAULTS_EXPECT(scene, faults_holds_plain(scene->out, scene->taken, scene->got));
  if (status != 0)
    for (size_t i = 0; i + sizeof faults_mark <= sizeof scene->out; i++)
      FAULTS_EXPECT(scene, memcmp(scene->out + i, faults_mark, 4) != 0);
}
CHECK(reads) {
  expect_got(scene, status);
  FAULTS_EXPECT(scene,
                memguard_stream_size(scene->stream) == FAULTS_LONG - scene->taken - scene->got);
}
CHECK(peeks) {
  expect_got(scene, status);
  FAULTS_EXPECT(scene, memguard_stream_size(scene->stream) == FAULTS_LONG - scene->taken);
}
static unsigned to_buffer(faults_scene *scene,
                          memguard_status (*call)(memguard_stream *, memguard_buffer **)) {
  memguard_buffer *out = FAULTS_UNTOUCHED;
  unsigned status = call(scene->stream, &out);
  return faults_made(scene, status, out, end_memguard_buffer);
}
ACT(next) { return to_buffer(scene, memguard_stream_next); }
ACT(read_all) { return to_buffer(scene, memguard_stream_read_all); }
CHECK(moves_to_buffer) {
  size_t size = status == 0 ? memguard_buffer_size(scene->made) : 0;
  FAULTS_EXPECT(scene, (status == 0) == (size != 0));
  FAULTS_EXPECT(scene, memguard_stream_size(scene->stream) == FAULTS_LONG - scene->taken - size);
  if (status == 0)
    FAULTS_EXPECT(scene, faults_holds_plain(memguard_buffer_data(scene->made), scene->taken, size));
}
ACT(drain) {
  scene->got = 9999;
  return memguard_stream_drain(scene->stream, faults_sink(scene), &scene->got);
}
CHECK(drains) {
  size_t waits = memguard_stream_size(scene->stream);
  FAULTS_EXPECT(scene, scene->got <= scene->taken && scene->taken + waits == FAULTS_LONG);
  FAULTS_EXPECT(scene, (status == 0) == (waits == 0));
}

/* --- Asking ---------------------------------------------------------------------------------- */

ACT(ask_status) { return memguard_stream_status(scene->stream); }
ACT(ask_size) { return memguard_stream_size(scene->stream) != FAULTS_LONG; }

#define SEALING "NO_MEMORY LOCK_LIMIT DENIED UNSUPPORTED RANDOM SYSTEM OVERFLOW"
#define OPENING "NO_MEMORY LOCK_LIMIT DENIED UNSUPPORTED SYSTEM AUTH"

static const faults_act kActs[] = {
    {"memguard_stream_new", "", NULL, make, NULL, "NO_MEMORY", 0},
    {"memguard_stream_write", "", empty, write, moves_all, SEALING, 0},
    {"memguard_stream_write_copy", "", empty, write_copy, copies_all, SEALING, 0},
    {"memguard_stream_fill", "", empty, fill, fills, SEALING, 0},
    {"memguard_stream_read", "chunks", filled, read, reads, OPENING, FAULTS_PARTLY},
    {"memguard_stream_read", "the rest of one", begun, read, reads, OPENING, FAULTS_PARTLY},
    {"memguard_stream_peek", "chunks", filled, peek, peeks, OPENING, FAULTS_PARTLY},
    {"memguard_stream_peek", "the rest of one", begun, peek, peeks, OPENING, FAULTS_PARTLY},
    {"memguard_stream_next", "", filled, next, moves_to_buffer, OPENING " RANDOM", FAULTS_COUNTED},
    {"memguard_stream_next", "of a part", begun, next, moves_to_buffer, OPENING " RANDOM",
     FAULTS_COUNTED},
    {"memguard_stream_read_all", "", filled, read_all, moves_to_buffer, OPENING " RANDOM",
     FAULTS_COUNTED},
    {"memguard_stream_read_all", "of a part", begun, read_all, moves_to_buffer, OPENING " RANDOM",
     FAULTS_COUNTED},
    {"memguard_stream_drain", "", filled, drain, drains, OPENING, FAULTS_PARTLY},
    {"memguard_stream_drain", "of a part", begun, drain, drains, OPENING, FAULTS_PARTLY},
    {"memguard_stream_status", "", filled, ask_status, NULL, "", FAULTS_ASKS_NOTHING},
    {"memguard_stream_size", "", filled, ask_size, NULL, "", FAULTS_ASKS_NOTHING},
    {"memguard_stream_destroy", "", filled, end, NULL, "", FAULTS_ASKS_NOTHING},
    {"memguard_stream_destroy", "of a part", begun, end, NULL, "", 0},
};
const faults_acts faults_stream_acts = {kActs, sizeof kActs / sizeof *kActs};
