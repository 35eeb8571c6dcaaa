/* acts_sources.c: buffers from sources, and descriptors as sources and sinks. */
#include <fcntl.h>

#include "tests/fake_os/fake_os.h"
#include "tests/faults/table.h"

#define ACT(name) static unsigned name(faults_scene *scene)

FAULTS_ENDS(memguard_buffer);

ACT(read_some) {
  memguard_buffer *out = FAULTS_UNTOUCHED;
  unsigned status =
      memguard_buffer_new_read(scene->context, faults_source(scene), FAULTS_LONG, &out);
  return faults_made(scene, status, out, end_memguard_buffer);
}
/* One byte at a call; the plaintext and then what ends it. */
static memguard_status give_line(void *user, void *bytes, size_t capacity, size_t *got) {
  faults_scene *scene = user;
  *got = capacity != 0;
  *(unsigned char *)bytes = scene->given < FAULTS_LONG ? faults_plain()[scene->given] : '!';
  scene->given++;
  return MEMGUARD_OK;
}
ACT(read_until) {
  memguard_buffer *out = FAULTS_UNTOUCHED;
  unsigned status = memguard_buffer_new_read_until(
      scene->context, (memguard_source){give_line, scene}, '!', SIZE_MAX, &out);
  return faults_made(scene, status, out, end_memguard_buffer);
}
ACT(read_all) {
  memguard_buffer *out = FAULTS_UNTOUCHED;
  unsigned status =
      memguard_buffer_new_read_all(scene->context, faults_source(scene), SIZE_MAX, &out);
  return faults_made(scene, status, out, end_memguard_buffer);
}

static void has_all(faults_scene *scene, unsigned status) {
  if (status != 0) return;
  FAULTS_EXPECT(scene, memguard_buffer_size(scene->made) == FAULTS_LONG);
  FAULTS_EXPECT(scene, faults_holds_plain(memguard_buffer_data(scene->made), 0, FAULTS_LONG));
}

/* --- Descriptors ----------------------------------------------------------------------------- */

/* A source that fails after some bytes leaves a buffer with those: IO, and never NULL then. */
ACT(read_descriptor) {
  memguard_buffer *out = FAULTS_UNTOUCHED;
  memguard_source source =
      memguard_source_fd(fake_os_source(faults_plain(), FAULTS_LONG, FAULTS_PIECE));
  unsigned status = memguard_buffer_new_read(scene->context, source, FAULTS_LONG, &out);
  scene->made = out == FAULTS_UNTOUCHED ? NULL : out;
  scene->end_made = end_memguard_buffer;
  FAULTS_EXPECT(scene, out != FAULTS_UNTOUCHED);
  FAULTS_EXPECT(scene, status == 0 || status == MEMGUARD_ERR_IO || out == NULL);
  return status;
}
static void has_what_was_read(faults_scene *scene, unsigned status) {
  size_t size = memguard_buffer_size(scene->made);
  FAULTS_EXPECT(scene, (status == 0) == (size == FAULTS_LONG));
  FAULTS_EXPECT(scene, size % FAULTS_PIECE == 0 || size == FAULTS_LONG);
  FAULTS_EXPECT(scene, size == 0 || faults_holds_plain(memguard_buffer_data(scene->made), 0, size));
  end_memguard_buffer(scene->made); /* or it would stand in the way of a second try */
  scene->made = NULL;
}

static bool filled(faults_scene *scene) {
  return memguard_stream_new(scene->context, FAULTS_CHUNK, &scene->stream) == MEMGUARD_OK &&
         memguard_stream_write_copy(scene->stream, faults_plain(), FAULTS_LONG) == MEMGUARD_OK;
}
/* To the null device, which takes all. */
ACT(drain_to_descriptor) {
  static int descriptor = -1;
  if (descriptor < 0) descriptor = open("/dev/null", O_WRONLY);
  unsigned status = memguard_stream_drain(scene->stream, memguard_sink_fd(descriptor), &scene->got);
  scene->taken += scene->got;
  return status;
}
static void nothing_is_lost(faults_scene *scene, unsigned status) {
  FAULTS_EXPECT(scene, memguard_stream_size(scene->stream) == FAULTS_LONG - scene->taken);
  FAULTS_EXPECT(scene, (status == 0) == (scene->taken == FAULTS_LONG));
}

#define MAKING "NO_MEMORY LOCK_LIMIT DENIED UNSUPPORTED RANDOM SYSTEM"

static const faults_act kActs[] = {
    {"memguard_buffer_new_read", "", NULL, read_some, has_all, MAKING, FAULTS_COUNTED},
    {"memguard_buffer_new_read_until", "", NULL, read_until, has_all, MAKING, FAULTS_COUNTED},
    {"memguard_buffer_new_read_all", "", NULL, read_all, has_all, MAKING, FAULTS_COUNTED},
    {"memguard_source_fd", "memguard_buffer_new_read", NULL, read_descriptor, has_what_was_read,
     MAKING " IO", FAULTS_LEAVES},
    {"memguard_sink_fd", "memguard_stream_drain", filled, drain_to_descriptor, nothing_is_lost,
     "NO_MEMORY LOCK_LIMIT DENIED UNSUPPORTED SYSTEM IO AUTH", FAULTS_PARTLY},
};
const faults_acts faults_source_acts = {kActs, sizeof kActs / sizeof *kActs};
