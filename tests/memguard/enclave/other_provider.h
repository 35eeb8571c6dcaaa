/* other_provider.h: whether the other provider is the one that works. */
#ifndef TESTS_MEMGUARD_ENCLAVE_OTHER_PROVIDER_H
#define TESTS_MEMGUARD_ENCLAVE_OTHER_PROVIDER_H

extern unsigned other_provider_calls; /* keys that it made ready */

#endif
