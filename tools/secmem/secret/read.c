/* read.c: read(2) into the secure heap. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "memguard/memguard.h"
#include "tools/secmem/secret/secret.h"

enum { FIRST = 4096 };

static bool refuse(memguard_context *context, secret *out, char *why, size_t capacity,
                   const char *text) {
  secret_drop(context, out);
  snprintf(why, capacity, "%s", text);
  return false;
}

/* The heap wipes the place that it moves away from. */
static bool grow(memguard_context *context, secret *out, size_t *room, size_t to) {
  unsigned char *moved = memguard_realloc(context, out->bytes, to);
  if (moved == NULL) return false;
  out->bytes = moved;
  *room = to;
  return true;
}

/* One byte more than is allowed tells a secret of the largest size from one that is too large. A
   signal ends the reading: only those by which the user gives up are caught at all. */
bool secret_read(memguard_context *context, int from, size_t first, secret *out, char *why,
                 size_t capacity) {
  size_t room = 0;
  ssize_t got = -1;
  *out = (secret){NULL, 0};
  if (!grow(context, out, &room, first != 0 ? first + 1 : FIRST))
    return refuse(context, out, why, capacity, memcall_last_error()->text);
  while (got != 0) {
    got = read(from, out->bytes + out->length, room - out->length);
    if (got < 0) return refuse(context, out, why, capacity, strerror(errno));
    out->length += (size_t)got;
    if (out->length > SECRET_LARGEST)
      return refuse(context, out, why, capacity, "is larger than 64 KiB");
    if (out->length == room && !grow(context, out, &room, room * 2))
      return refuse(context, out, why, capacity, memcall_last_error()->text);
  }
  return out->length != 0 || refuse(context, out, why, capacity, "is empty");
}
