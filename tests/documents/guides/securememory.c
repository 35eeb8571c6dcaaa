/* The snippet of lib/securememory/README.md, compiled as it stands there. */
#include <stdio.h>

#include "tests/documents/guides/guides.h"

/* README */
static void tell(const char *line, void *user) { fprintf(user, "%s\n", line); }

/* On failure: service_end, as after success. What was not made is NULL, and has no effect there. */
securememory_status service_begin(struct service *service, unsigned char *key, size_t length) {
  securememory_factory_options options = securememory_factory_options_default();
  options.log = tell; /* failures, never content */
  options.log_user = stderr;
  *service = (struct service){NULL, NULL, NULL};
  memguard_status made = memguard_context_new(NULL, &service->context);
  if (made != MEMGUARD_OK) return (securememory_status)made; /* one numbering */
  securememory_status status =
      securememory_factory_new(service->context, SECUREMEMORY_SEALED, &options, &service->factory);
  if (status != SECUREMEMORY_OK) return status;
  /* Wipes key, if it succeeds. */
  status = securememory_secret_new_from(service->factory, key, length, &service->key);
  if (status != SECUREMEMORY_OK) return status;
  /* INT, TERM, HUP and QUIT: everything is purged, then the process ends as it would. */
  return securememory_catch_signals(NULL, 0, NULL, NULL);
}

securememory_status service_answer(struct service *service, memguard_bytes_fn sign, void *request) {
  securememory_status status = securememory_secret_with_bytes(service->key, sign, request);
  if (status == SECUREMEMORY_ERR_EXPIRED) fputs("purged: the answer is void\n", stderr);
  return status;
}

void service_end(struct service *service) {
  securememory_secret_destroy(service->key); /* never waits; the last one inside wipes */
  securememory_factory_leaks(service->factory, tell, stderr);
  if (securememory_factory_destroy(service->factory) != SECUREMEMORY_OK ||
      memguard_context_destroy(service->context) != MEMGUARD_OK)
    fputs("something of it is still in use\n", stderr);
}
/* END */
