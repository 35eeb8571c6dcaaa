#include "tests/faults/scene.h"

#include <string.h>

#include "tests/fake_os/fake_os.h"

/* --- The plaintext --------------------------------------------------------------------------- */

/* Without a terminator: it is looked for in memory, where none follows it. */
const char faults_mark[12] = {'n', 'o', 'b', 'o', 'd', 'y', ' ', 'f', 'i', 'n', 'd', 's'};

const unsigned char *faults_plain(void) {
  static unsigned char plain[FAULTS_LONG + 16];
  if (plain[0] != 0) return plain;
  for (size_t i = 0; i < FAULTS_LONG; i += 16) {
    memcpy(plain + i, faults_mark, sizeof faults_mark);
    for (size_t k = 0; k < 4; k++)
      plain[i + 12 + k] = (unsigned char)('a' + (i >> (4 + 2 * k)) % 4);
  }
  return plain;
}

bool faults_holds_plain(const unsigned char *bytes, size_t from, size_t length) {
  return bytes != NULL && memcmp(bytes, faults_plain() + from, length) == 0;
}

bool faults_is_nowhere(void) { return fake_os_find(faults_mark, sizeof faults_mark, true) == 0; }

bool faults_is_zero(const unsigned char *bytes, size_t length) {
  unsigned char all = 0;
  for (size_t i = 0; i < length; i++) all |= bytes[i];
  return all == 0;
}

/* --- Trouble --------------------------------------------------------------------------------- */

void faults_note(faults_scene *scene, bool holds, const char *condition, int line) {
  if (holds || scene->trouble != NULL) return;
  scene->trouble = condition;
  scene->line = line;
}

unsigned faults_status_of(const void *pointer) {
  return pointer != NULL ? 0u : (unsigned)memcall_last_error()->status;
}

unsigned faults_made(faults_scene *scene, unsigned status, void *out, void (*end)(void *)) {
  FAULTS_EXPECT(scene, out != FAULTS_UNTOUCHED);
  FAULTS_EXPECT(scene, (status == 0) == (out != NULL));
  scene->made = out == FAULTS_UNTOUCHED ? NULL : out;
  scene->end_made = end;
  return status;
}

void faults_check_moved(faults_scene *scene, unsigned status) {
  if (status == 0)
    FAULTS_EXPECT(scene, faults_is_zero(scene->source, FAULTS_SIZE));
  else
    FAULTS_EXPECT(scene, faults_holds_plain(scene->source, 0, FAULTS_SIZE));
}

void faults_check_kept(faults_scene *scene, unsigned status) {
  (void)status;
  FAULTS_EXPECT(scene, faults_holds_plain(scene->source, 0, FAULTS_LONG));
}

void faults_check_out(faults_scene *scene, unsigned status) {
  if (status == 0) {
    FAULTS_EXPECT(scene, faults_holds_plain(scene->out, 0, FAULTS_SIZE));
    return;
  }
  for (size_t i = 0; i + sizeof faults_mark <= sizeof scene->out; i++)
    FAULTS_EXPECT(scene, memcmp(scene->out + i, faults_mark, 4) != 0);
}

/* --- Sources and sinks ----------------------------------------------------------------------- */

static memguard_status give(void *user, void *bytes, size_t capacity, size_t *got) {
  faults_scene *scene = user;
  size_t size = FAULTS_LONG - scene->given;
  if (size > FAULTS_PIECE) size = FAULTS_PIECE;
  if (size > capacity) size = capacity;
  memcpy(bytes, faults_plain() + scene->given, size);
  scene->given += *got = size;
  return MEMGUARD_OK;
}

static memguard_status take(void *user, const void *bytes, size_t length) {
  faults_scene *scene = user;
  FAULTS_EXPECT(scene, scene->taken + length <= FAULTS_LONG);
  FAULTS_EXPECT(scene, faults_holds_plain(bytes, scene->taken, length));
  scene->taken += length;
  return MEMGUARD_OK;
}

int faults_look(const unsigned char *bytes, size_t length, void *user) {
  faults_scene *scene = user;
  FAULTS_EXPECT(scene, length == FAULTS_SIZE && faults_holds_plain(bytes, 0, length));
  scene->flag = true;
  return 0;
}

memguard_source faults_source(faults_scene *scene) { return (memguard_source){give, scene}; }
memguard_sink faults_sink(faults_scene *scene) { return (memguard_sink){take, scene}; }

/* --- Its life -------------------------------------------------------------------------------- */

static void renew(faults_scene *scene) {
  *scene = (faults_scene){.context = scene->context,
                          .factory = scene->factory,
                          .kind = scene->kind,
                          .trouble = scene->trouble,
                          .line = scene->line};
  memcpy(scene->source, faults_plain(), sizeof scene->source);
}

bool faults_scene_open(faults_scene *scene, const memguard_options *options,
                       securememory_kind kind) {
  *scene = (faults_scene){.kind = kind};
  renew(scene);
  return memguard_context_new(options, &scene->context) == MEMGUARD_OK &&
         securememory_factory_new(scene->context, kind, NULL, &scene->factory) == SECUREMEMORY_OK;
}

void faults_scene_clear(faults_scene *scene) {
  if (scene->made != NULL && scene->end_made != NULL) scene->end_made(scene->made);
  if (scene->loan.secret != NULL) (void)securememory_secret_return(&scene->loan);
  memguard_free(scene->context, scene->object);
  FAULTS_EXPECT(scene, memcall_free(&scene->region) == MEMCALL_OK);
  memguard_buffer_destroy(scene->buffer);
  memguard_enclave_destroy(scene->enclave);
  memguard_stream_destroy(scene->stream);
  securememory_reader_destroy(scene->reader);
  securememory_secret_destroy(scene->secret);
  securememory_stream_destroy(scene->flow);
  FAULTS_EXPECT(scene, securememory_factory_destroy(scene->another) == SECUREMEMORY_OK);
  FAULTS_EXPECT(scene, memguard_context_destroy(scene->other) == MEMGUARD_OK);
  renew(scene);
}

bool faults_scene_close(faults_scene *scene) {
  return securememory_factory_destroy(scene->factory) == SECUREMEMORY_OK &&
         memguard_context_destroy(scene->context) == MEMGUARD_OK;
}
