/* guides.h: what the guides' snippets are made of, and what they are: each is compiled as it stands in its document. */
#ifndef TESTS_DOCUMENTS_GUIDES_GUIDES_H
#define TESTS_DOCUMENTS_GUIDES_GUIDES_H

#include "memguard/memguard.h"
#include "securememory/securememory.h"

MEMCALL_BEGIN

/* lib/memcall/README.md */
memcall_status page_for_a_key(memcall_region *out);

/* lib/memguard/README.md */
memguard_status sign_once(unsigned char key[32], memguard_bytes_fn sign, void *request);
memguard_status read_only_at_rest(memguard_context *context, unsigned char key[32],
                                  memguard_buffer **out);
memguard_status context_for_a_container(memguard_context **out);

/* lib/securememory/README.md */
struct service {
  memguard_context *context;
  securememory_factory *factory;
  securememory_secret *key;
};
securememory_status service_begin(struct service *service, unsigned char *key, size_t length);
securememory_status service_answer(struct service *service, memguard_bytes_fn sign, void *request);
void service_end(struct service *service);

/* lib/migration.md */
int with_sodium_before(memguard_bytes_fn use, void *user);
int with_openssl_before(memguard_bytes_fn use, void *user);

MEMCALL_END

#endif
