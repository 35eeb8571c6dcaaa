/* new_read.c: a secret from a source, straight into locked memory that grows. */
#include "lib/memguard/scrub/scrub.h"
#include "lib/securememory/secret.h"

#define FUNCTION "securememory_secret_new_read"

#define FIRST_ROOM 4096 /* bytes; most keys fit, and growth doubles */

typedef struct intake {
  memguard_context *context;
  unsigned char *bytes;
  size_t room, length, limit;
} intake;

/* One byte more than the limit is room enough to see that the source has more. */
static memguard_status widen(intake *in) {
  if (in->length < in->room) return MEMGUARD_OK;
  size_t most = in->limit < SIZE_MAX ? in->limit + 1 : SIZE_MAX;
  size_t room = in->room == 0 ? FIRST_ROOM : in->room > most / 2 ? most : in->room * 2;
  if (room > most) room = most;
  unsigned char *bytes = memguard_realloc(in->context, in->bytes, room);
  if (bytes == NULL) return (memguard_status)memcall_last_error()->status;
  in->bytes = bytes;
  in->room = room;
  return MEMGUARD_OK;
}

static securememory_status fail(securememory_status status, const char *text) {
  return securememory_report_error(status, FUNCTION, text);
}

static securememory_status take_all(intake *in, memguard_source source) {
  for (;;) {
    size_t got = 0;
    memguard_status status = widen(in);
    if (status != MEMGUARD_OK) return (securememory_status)status;
    if (source.read(source.user, in->bytes + in->length, in->room - in->length, &got) !=
        MEMGUARD_OK)
      return fail(SECUREMEMORY_ERR_IO, "the source failed");
    if (got > in->room - in->length)
      return fail(SECUREMEMORY_ERR_IO, "the source claims more bytes than it was asked for");
    if (got == 0)
      return in->length != 0 ? SECUREMEMORY_OK : fail(SECUREMEMORY_ERR_END, "the source is empty");
    in->length += got;
    if (in->length > in->limit)
      return fail(SECUREMEMORY_ERR_TOO_SMALL, "the source holds more than the limit");
  }
}

MEMGUARD_APART static securememory_status read_secret(securememory_factory *factory,
                                                      memguard_source source, size_t limit,
                                                      const void *site, securememory_secret **out) {
  intake in = {.context = securememory_factory_context(factory), .limit = limit};
  securememory_status status = take_all(&in, source);
  status = status == SECUREMEMORY_OK
               ? securememory_make(factory, in.bytes, in.length, site, FUNCTION, out)
               : securememory_count_failure(factory, status);
  memguard_free(in.context, in.bytes);
  return status;
}

securememory_status securememory_secret_new_read(securememory_factory *factory,
                                                 memguard_source source, size_t limit,
                                                 securememory_secret **out) {
  securememory_status status = securememory_check_new(factory, out, FUNCTION);
  if (status != SECUREMEMORY_OK) return status;
  if (source.read == NULL || limit == 0)
    return fail(SECUREMEMORY_ERR_INVALID, "the source or the limit is missing");
  status = read_secret(factory, source, limit, SECUREMEMORY_SITE, out);
  memguard_scrub();
  return status;
}
