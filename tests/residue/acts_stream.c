/* acts_stream.c: streams. */
#include "tests/residue/scene.h"

#define ACT(name) static bool name(residue_scene *scene)

ACT(empty) {
  return memguard_stream_new(scene->context, RESIDUE_PLAIN, &scene->stream) == MEMGUARD_OK;
}
ACT(one_chunk) {
  residue_give(scene->table->out, scene->table->plain, RESIDUE_PLAIN);
  return empty(scene) && memguard_stream_write_copy(scene->stream, scene->table->plain,
                                                    RESIDUE_PLAIN) == MEMGUARD_OK;
}
ACT(begun) {
  return one_chunk(scene) &&
         memguard_stream_read(scene->stream, scene->table->out, 100, &scene->length) == MEMGUARD_OK;
}
ACT(write) {
  return memguard_stream_write(scene->stream, scene->table->out, RESIDUE_PLAIN) == MEMGUARD_OK;
}
ACT(write_copy) {
  return memguard_stream_write_copy(scene->stream, scene->table->plain, RESIDUE_PLAIN) ==
         MEMGUARD_OK;
}
static bool gives(residue_scene *scene, memguard_status status, size_t expected) {
  return status == MEMGUARD_OK && scene->length == expected;
}
ACT(read_chunk) {
  return gives(scene,
               memguard_stream_read(scene->stream, scene->slot, RESIDUE_PLAIN, &scene->length),
               RESIDUE_PLAIN);
}
ACT(read_part) {
  return gives(scene, memguard_stream_read(scene->stream, scene->slot, 100, &scene->length), 100);
}
ACT(read_end) {
  return gives(scene,
               memguard_stream_read(scene->stream, scene->slot, RESIDUE_PLAIN, &scene->length),
               RESIDUE_PLAIN - 100);
}
ACT(peek) {
  return gives(scene, memguard_stream_peek(scene->stream, scene->slot, 100, &scene->length), 100);
}
ACT(next) { return memguard_stream_next(scene->stream, &scene->buffer) == MEMGUARD_OK; }
ACT(read_all) { return memguard_stream_read_all(scene->stream, &scene->buffer) == MEMGUARD_OK; }

/* --- Sources and sinks ----------------------------------------------------------------------- */

static memguard_status give(void *user, void *bytes, size_t capacity, size_t *got) {
  const residue_scene *scene = user;
  *got = capacity;
  residue_give(bytes, scene->table->plain, capacity);
  return MEMGUARD_OK;
}
static memguard_status give_once_and_die(void *user, void *bytes, size_t capacity, size_t *got) {
  residue_scene *scene = user;
  if (scene->flag) RESIDUE_DIE_HERE(scene);
  scene->flag = true;
  return give(user, bytes, capacity, got);
}
static memguard_status take(void *user, const void *bytes, size_t length) {
  const residue_scene *scene = user;
  residue_give(scene->table->out, bytes, length);
  return MEMGUARD_OK;
}
static memguard_status die(void *user, const void *bytes, size_t length) {
  (void)bytes, (void)length;
  RESIDUE_DIE_HERE((residue_scene *)user);
  return MEMGUARD_ERR_SYSTEM;
}

static bool fill_from(residue_scene *scene, memguard_read_fn read, size_t limit) {
  return memguard_stream_fill(scene->stream, (memguard_source){read, scene}, limit,
                              &scene->length) == MEMGUARD_OK;
}
ACT(fill) { return fill_from(scene, give, RESIDUE_PLAIN); }
ACT(inside_source) { return fill_from(scene, give_once_and_die, 2 * RESIDUE_PLAIN); }
static bool drain_to(residue_scene *scene, memguard_write_fn to) {
  return memguard_stream_drain(scene->stream, (memguard_sink){to, scene}, &scene->length) ==
         MEMGUARD_OK;
}
ACT(drain) { return drain_to(scene, take); }
ACT(inside_sink) { return drain_to(scene, die); }
ACT(destroy) {
  memguard_stream_destroy(scene->stream);
  return true;
}

static const residue_act kActs[] = {
    {"StreamWrite", write, one_chunk, NULL, RESIDUE_GONE},
    {"StreamWriteCopy", write_copy, one_chunk, NULL, RESIDUE_GONE},
    {"StreamReadAChunk", read_chunk, one_chunk, NULL, RESIDUE_STANDS},
    {"StreamReadAPart", read_part, one_chunk, NULL, RESIDUE_STANDS},
    {"StreamReadTheRest", read_end, begun, NULL, RESIDUE_STANDS},
    {"StreamPeek", peek, one_chunk, NULL, RESIDUE_STANDS},
    {"StreamNext", next, one_chunk, NULL, RESIDUE_STANDS},
    {"StreamReadAll", read_all, one_chunk, NULL, RESIDUE_STANDS},
    {"StreamFill", fill, empty, NULL, RESIDUE_GONE},
    {"InsideASource", inside_source, empty, NULL, RESIDUE_GONE},
    {"StreamDrain", drain, one_chunk, NULL, RESIDUE_GONE},
    {"InsideASink", inside_sink, one_chunk, NULL, RESIDUE_STANDS},
    {"StreamDestroyWithAChunkOpen", destroy, begun, NULL, RESIDUE_GONE},
};
const residue_acts residue_stream_acts = {kActs, sizeof kActs / sizeof *kActs};
