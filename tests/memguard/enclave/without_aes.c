/* without_aes.c: what BoringSSL would answer on an old CPU. */
#include <openssl/aead.h>

/* EVP_has_aes_hardware, by the name that this target gives it. */
int EVP_has_aes_hardware(void) { return 0; }
