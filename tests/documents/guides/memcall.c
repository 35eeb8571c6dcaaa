/* The snippet of lib/memcall/README.md, compiled as it stands there. */
#include <stdio.h>

#include "tests/documents/guides/guides.h"

/* README */
/* One page for a key: locked, between guard pages, zeros in a child; nobody writes it afterwards. */
memcall_status page_for_a_key(memcall_region *out) {
  memcall_request request = memcall_request_of(32, MEMCALL_SECURE); /* locked, or an error */
  request.prefer |= MEMCALL_GUARDED;
  memcall_status status = memcall_alloc_request(&request, out);
  if (status == MEMCALL_OK) status = memcall_random(out->data, 32);
  if (status == MEMCALL_OK) status = memcall_protect(out->data, out->size, MEMCALL_READ_ONLY);
  if (status != MEMCALL_OK) {
    fprintf(stderr, "%s\n", memcall_last_error()->text); /* what failed, and what helps */
    (void)memcall_free(out);                             /* also where nothing was made */
  } else if (!(out->in_force & MEMCALL_NO_DUMP)) {
    fputs("a core file would hold the key\n", stderr); /* preferred, and could not be had */
  }
  return status;
}
/* END */
