/* The snippets of lib/memguard/README.md, compiled as they stand there. */
#include <stdio.h>

#include "tests/documents/guides/guides.h"

/* README */
/* A key rests as ciphertext; sign sees it in locked memory for as long as it runs. */
memguard_status sign_once(unsigned char key[32], memguard_bytes_fn sign, void *request) {
  memguard_context *context = NULL;
  memguard_enclave *enclave = NULL;
  memguard_status status = memguard_context_new(NULL, &context); /* lock required */
  if (status == MEMGUARD_OK) status = memguard_enclave_new_from(context, key, 32, &enclave);
  if (status == MEMGUARD_OK) status = memguard_enclave_with_bytes(enclave, sign, request);
  if (status != MEMGUARD_OK && status != MEMGUARD_ERR_CALLBACK) /* that one is sign's own */
    fprintf(stderr, "%s: %s\n", memguard_status_name(status), memcall_last_error()->text);
  memguard_enclave_destroy(enclave); /* NULL: no effect */
  return memguard_context_destroy(context) == MEMGUARD_OK ? status : MEMGUARD_ERR_BUSY;
}
/* END */

/* README */
/* Pages of its own, which nobody can write, and nobody can read but between freeze and hide. */
memguard_status read_only_at_rest(memguard_context *context, unsigned char key[32],
                                  memguard_buffer **out) {
  memguard_status status = memguard_buffer_new_from(context, key, 32, out); /* READ_ONLY */
  if (status == MEMGUARD_OK) status = memguard_buffer_hide(*out);
  if (status != MEMGUARD_OK) {
    memguard_buffer_destroy(*out); /* it would be readable */
    *out = NULL;
  }
  return status;
}
/* END */

/* README */
/* In a container that may lock little: go on without, and say so. */
memguard_status context_for_a_container(memguard_context **out) {
  memguard_options options = memguard_options_relaxed(); /* lock preferred, not required */
  memguard_status status = memguard_context_new(&options, out);
  char text[1024];
  if (status == MEMGUARD_OK && memguard_context_describe(*out, text, sizeof text) != 0)
    fputs(text, stderr);
  return status;
}
/* END */
