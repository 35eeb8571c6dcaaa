/* acts_flow.c: the streams of a factory. */
#include <string.h>

#include "lib/memcall/backend/backend.h"
#include "tests/faults/table.h"

#define ACT(name) static unsigned name(faults_scene *scene)
#define PREPARE(name) static bool name(faults_scene *scene)
#define CHECK(name) static void name(faults_scene *scene, unsigned status)

FAULTS_ENDS(securememory_stream);

/* --- Its life -------------------------------------------------------------------------------- */

ACT(make) {
  securememory_stream *out = FAULTS_UNTOUCHED;
  unsigned status = securememory_stream_new(scene->factory, FAULTS_CHUNK, &out);
  return faults_made(scene, status, out, end_securememory_stream);
}
PREPARE(empty) {
  return securememory_stream_new(scene->factory, FAULTS_CHUNK, &scene->flow) == SECUREMEMORY_OK;
}
PREPARE(filled) {
  return empty(scene) && securememory_stream_write_copy(scene->flow, faults_plain(), FAULTS_LONG) ==
                             SECUREMEMORY_OK;
}
ACT(end) {
  securememory_stream_destroy(scene->flow);
  scene->flow = NULL;
  return 0;
}
static size_t waits(const faults_scene *scene) { return securememory_stream_size(scene->flow); }

/* --- Writing --------------------------------------------------------------------------------- */

ACT(write) { return securememory_stream_write(scene->flow, scene->source, FAULTS_LONG); }
ACT(write_copy) { return securememory_stream_write_copy(scene->flow, scene->source, FAULTS_LONG); }
CHECK(moves_all) {
  FAULTS_EXPECT(scene, waits(scene) == (status == 0 ? FAULTS_LONG : 0u));
  if (status == 0)
    FAULTS_EXPECT(scene, faults_is_zero(scene->source, FAULTS_LONG));
  else
    faults_check_kept(scene, status);
}
CHECK(copies_all) {
  FAULTS_EXPECT(scene, waits(scene) == (status == 0 ? FAULTS_LONG : 0u));
  faults_check_kept(scene, status);
}
ACT(fill) {
  scene->got = 9999;
  return securememory_stream_fill(scene->flow, faults_source(scene), SIZE_MAX, &scene->got);
}
CHECK(fills) {
  bool wrapped = memcall_backend_probe("os_encrypt") == 1 || scene->without_crypto ||
                 status == MEMGUARD_ERR_RANDOM;
  FAULTS_EXPECT(scene, status != 0 || scene->given == FAULTS_LONG);
  FAULTS_EXPECT(scene, scene->got == scene->given || (wrapped && scene->got < scene->given));
  FAULTS_EXPECT(scene, waits(scene) == scene->got);
  if (status != 0) {
    securememory_stream_destroy(scene->flow);
    FAULTS_EXPECT(scene, empty(scene));
  }
}

/* --- Reading --------------------------------------------------------------------------------- */

ACT(read) {
  scene->got = 9999;
  memset(scene->out, 0x5a, sizeof scene->out);
  return securememory_stream_read(scene->flow, scene->out, 1500, &scene->got);
}
ACT(peek) {
  scene->got = 9999;
  memset(scene->out, 0x5a, sizeof scene->out);
  return securememory_stream_peek(scene->flow, scene->out, 1500, &scene->got);
}
CHECK(peeks) {
  FAULTS_EXPECT(scene, (status == 0) == (scene->got != 0));
  FAULTS_EXPECT(scene, faults_holds_plain(scene->out, 0, scene->got));
  if (status != 0) faults_check_out(scene, status);
  FAULTS_EXPECT(scene, waits(scene) == FAULTS_LONG);
}
CHECK(reads) {
  FAULTS_EXPECT(scene, waits(scene) == FAULTS_LONG - scene->got);
  FAULTS_EXPECT(scene, (status == 0) == (scene->got != 0));
  FAULTS_EXPECT(scene, faults_holds_plain(scene->out, 0, scene->got));
  if (status != 0) faults_check_out(scene, status);
}
ACT(drain) {
  scene->got = 9999;
  return securememory_stream_drain(scene->flow, faults_sink(scene), &scene->got);
}
CHECK(drains) {
  FAULTS_EXPECT(scene, scene->got <= scene->taken && scene->taken + waits(scene) == FAULTS_LONG);
  FAULTS_EXPECT(scene, (status == 0) == (waits(scene) == 0));
}
ACT(ask_status) { return securememory_stream_status(scene->flow); }
ACT(ask_size) { return securememory_stream_size(scene->flow) != FAULTS_LONG; }

#define SEALING "NO_MEMORY LOCK_LIMIT DENIED UNSUPPORTED RANDOM SYSTEM OVERFLOW"
#define OPENING "NO_MEMORY LOCK_LIMIT DENIED UNSUPPORTED SYSTEM AUTH"
#define TOLD FAULTS_TOLD

static const faults_act kActs[] = {
    {"securememory_stream_new", "", NULL, make, NULL, "NO_MEMORY", FAULTS_TOLD},
    {"securememory_stream_write", "", empty, write, moves_all, SEALING, TOLD},
    {"securememory_stream_write_copy", "", empty, write_copy, copies_all, SEALING, TOLD},
    {"securememory_stream_fill", "", empty, fill, fills, SEALING, TOLD},
    {"securememory_stream_read", "", filled, read, reads, OPENING, TOLD | FAULTS_PARTLY},
    {"securememory_stream_peek", "", filled, peek, peeks, OPENING, TOLD | FAULTS_PARTLY},
    {"securememory_stream_drain", "", filled, drain, drains, OPENING, TOLD | FAULTS_PARTLY},
    {"securememory_stream_status", "", filled, ask_status, NULL, "", FAULTS_ASKS_NOTHING},
    {"securememory_stream_size", "", filled, ask_size, NULL, "", FAULTS_ASKS_NOTHING},
    {"securememory_stream_destroy", "", filled, end, NULL, "", FAULTS_ASKS_NOTHING},
};
const faults_acts faults_flow_acts = {kActs, sizeof kActs / sizeof *kActs};
