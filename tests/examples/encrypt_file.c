/* encrypt_file.c: encrypts and decrypts files of any size, and whatever the size, never more than
   64 KiB are locked.

     encrypt_file encrypt KEYFILE FROM TO      KEYFILE holds 32 bytes: head -c 32 /dev/urandom
     encrypt_file decrypt KEYFILE FROM TO

   Plaintext stands in locked memory or waits sealed in a stream, never in a buffer of stdio. The
   encrypted file: a header, then segments (segment.h). Nothing that was not authentic is written, and
   TO gets its name when all of it is there. Exit status: 0, 2. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "memguard/heap.h"
#include "tests/examples/segment.h"
#include "tests/examples/whole_file.h"

enum { AHEAD = 4 * SEGMENT }; /* bytes that wait in the stream at most, and one segment */

struct job {
  memguard_context *context;
  securememory_factory *factory;
  struct segment segment;
  securememory_stream *waiting; /* plaintext */
  memguard_source from;
  memguard_sink to;
  uint64_t bytes; /* of plaintext so far */
};

static const char *why(void) { return memcall_last_error()->text; }

/* --- Plaintext, through the stream, to segments; the stream tells which one is the last ------- */

static const char *encrypt(struct job *job) {
  struct segment *s = &job->segment;
  memcpy(s->header, "smef1", MAGIC);
  if (memcall_random(s->header + MAGIC, HEADER - MAGIC) != MEMCALL_OK ||
      job->to.write(job->to.user, s->header, HEADER) != MEMGUARD_OK)
    return why();
  while (!s->last) {
    size_t room = AHEAD - securememory_stream_size(job->waiting), moved = 0;
    if (securememory_stream_fill(job->waiting, job->from, room, &moved) != SECUREMEMORY_OK)
      return why();
    securememory_status status =
        securememory_stream_read(job->waiting, s->locked->plain, SEGMENT, &s->length);
    if (status != SECUREMEMORY_OK && status != SECUREMEMORY_ERR_END) return why();
    s->last = moved < room && securememory_stream_size(job->waiting) == 0;
    job->bytes += s->length;
    if (segment_seal(s) != SECUREMEMORY_OK ||
        job->to.write(job->to.user, s->sealed, s->length) != MEMGUARD_OK)
      return why();
  }
  return NULL;
}

/* --- Segments, through the stream, to plaintext ----------------------------------------------- */

/* Fewer than size: the file ended. */
static int read_full(const struct job *job, uint8_t *bytes, size_t size, size_t *got) {
  size_t more = 1;
  for (*got = 0; *got < size && more != 0; *got += more)
    if (job->from.read(job->from.user, bytes + *got, size - *got, &more) != MEMGUARD_OK) return -1;
  return 0;
}

static const char *decrypt(struct job *job) {
  struct segment *s = &job->segment;
  uint8_t ahead[SEGMENT + TAG];
  size_t next = 0, moved = 0;
  if (read_full(job, s->header, HEADER, &moved) != 0 ||
      read_full(job, ahead, sizeof ahead, &next) != 0)
    return why();
  if (moved != HEADER || memcmp(s->header, "smef1", MAGIC) != 0)
    return "not a file that encrypt_file wrote";
  while (!s->last) {
    memcpy(s->sealed, ahead, s->length = next);
    if (read_full(job, ahead, sizeof ahead, &next) != 0) return why();
    s->last = next == 0;
    securememory_status status = segment_open(s);
    if (status == SECUREMEMORY_ERR_CALLBACK) return "changed, cut off, or of another key";
    if (status != SECUREMEMORY_OK) return why();
    job->bytes += s->length;
    if (securememory_stream_write(job->waiting, s->locked->plain, s->length) != SECUREMEMORY_OK)
      return why();
    if ((s->last || securememory_stream_size(job->waiting) >= AHEAD) &&
        securememory_stream_drain(job->waiting, job->to, &moved) != SECUREMEMORY_OK)
      return why();
  }
  return NULL;
}

/* --- Files ------------------------------------------------------------------------------------ */

static const char *run(struct job *job, int key, const char *(*work)(struct job *),
                       const char *path) {
  struct whole_file to;
  securememory_status status =
      securememory_secret_new_read(job->factory, memguard_source_fd(key), KEY, &job->segment.key);
  if (status == SECUREMEMORY_OK)
    status = securememory_stream_new(job->factory, SEGMENT, &job->waiting);
  job->segment.locked = memguard_malloc(job->context, sizeof *job->segment.locked);
  if (status != SECUREMEMORY_OK || job->segment.locked == NULL) return why();
  if (securememory_secret_size(job->segment.key) != KEY) return "the key is not of 32 bytes";
  if (!whole_file_begin(&to, path)) return "TO cannot be made";
  job->to = memguard_sink_fd(to.descriptor);
  const char *failed = work(job);
  return whole_file_end(&to, failed == NULL) || failed != NULL ? failed : "TO was not written";
}

static const char *set_up(struct job *job) {
  memguard_options options = memguard_options_default();
  options.lock_budget = 64 * 1024; /* what an ordinary user may lock on many systems */
  if (memguard_context_new(&options, &job->context) != MEMGUARD_OK ||
      securememory_factory_new(job->context, SECUREMEMORY_SEALED, NULL, &job->factory) !=
          SECUREMEMORY_OK)
    return why();
  return NULL;
}

/* In the reverse order; every step accepts NULL. */
static bool clean_up(struct job *job) {
  securememory_stream_destroy(job->waiting);
  securememory_secret_destroy(job->segment.key);
  memguard_free(job->context, job->segment.locked);
  if (securememory_factory_destroy(job->factory) == SECUREMEMORY_OK &&
      memguard_context_destroy(job->context) == MEMGUARD_OK)
    return true;
  fprintf(stderr, "encrypt_file: %s\n", why());
  return false;
}

int main(int argc, char **argv) {
  static struct job job; /* nothing in it is secret */
  bool encrypts = argc == 5 && strcmp(argv[1], "encrypt") == 0;
  if (!encrypts && (argc != 5 || strcmp(argv[1], "decrypt") != 0)) {
    fprintf(stderr, "usage: encrypt_file encrypt|decrypt KEYFILE FROM TO\n");
    return 2;
  }
  int key = open(argv[2], O_RDONLY | O_CLOEXEC), from = open(argv[3], O_RDONLY | O_CLOEXEC);
  job.from = memguard_source_fd(from);
  const char *failed = key < 0 ? "KEYFILE cannot be read" : from < 0 ? "FROM cannot be read" : NULL;
  if (failed == NULL) failed = set_up(&job);
  if (failed == NULL) failed = run(&job, key, encrypts ? encrypt : decrypt, argv[4]);
  if (failed != NULL) fprintf(stderr, "encrypt_file: %s\n", failed);
  if (!clean_up(&job) || failed != NULL) return 2;
  printf("%s %" PRIu64 " bytes in %" PRIu32 " segments\n", encrypts ? "encrypted" : "decrypted",
         job.bytes, job.segment.number);
  return 0;
}
