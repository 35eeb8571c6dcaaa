/* reader.c: a secret's bytes piece by piece. Several threads may read from one reader: each byte
   goes to one of them. */
#include <stdlib.h>

#include "lib/memguard/scrub/scrub.h"
#include "lib/securememory/secret.h"

struct securememory_reader {
  securememory_secret *secret;
  _Atomic size_t at; /* the next byte */
};

static securememory_status refuse(const char *function) {
  return securememory_report_error(SECUREMEMORY_ERR_INVALID, function, "an argument is NULL");
}

securememory_status securememory_reader_new(securememory_secret *secret,
                                            securememory_reader **out) {
  if (out != NULL) *out = NULL;
  if (secret == NULL || out == NULL) return refuse(__func__);
  securememory_status status = securememory_examine(secret, __func__);
  if (status != SECUREMEMORY_OK) return status;
  securememory_reader *reader = calloc(1, sizeof *reader);
  if (reader == NULL) return securememory_report_error(SECUREMEMORY_ERR_NO_MEMORY, __func__, NULL);
  reader->secret = secret;
  securememory_secret_keep(secret);
  *out = reader;
  return SECUREMEMORY_OK;
}

void securememory_reader_destroy(securememory_reader *reader) {
  if (reader == NULL) return;
  securememory_secret_release(reader->secret);
  free(reader);
}

/* --- Reading --------------------------------------------------------------------------------- */

typedef struct transfer {
  securememory_reader *reader;
  void *to;
  size_t capacity, got;
} transfer;

/* Takes its piece when the secret is open: a failure to open it skips nothing. */
static int take(const unsigned char *bytes, size_t length, void *user) {
  transfer *part = user;
  size_t at = atomic_load_explicit(&part->reader->at, memory_order_relaxed), left;
  do {
    left = length - at;
    part->got = left < part->capacity ? left : part->capacity;
  } while (!atomic_compare_exchange_weak_explicit(&part->reader->at, &at, at + part->got,
                                                  memory_order_relaxed, memory_order_relaxed));
  memguard_copy(part->to, bytes + at, part->got);
  return 0;
}

securememory_status securememory_reader_read(securememory_reader *reader, void *bytes,
                                             size_t capacity, size_t *got) {
  transfer part = {reader, bytes, capacity, 0};
  int ignored = 0;
  if (got != NULL) *got = 0;
  if (reader == NULL || got == NULL || (bytes == NULL && capacity != 0)) return refuse(__func__);
  if (capacity == 0) return securememory_examine_entry(reader->secret, __func__);
  securememory_status status = securememory_access(reader->secret, take, &part, &ignored, __func__);
  if (status != SECUREMEMORY_OK) memguard_wipe(bytes, part.got);
  memguard_scrub();
  if (status != SECUREMEMORY_OK) return status;
  *got = part.got;
  if (part.got != 0) return SECUREMEMORY_OK;
  return securememory_report_error(SECUREMEMORY_ERR_END, __func__, NULL);
}
