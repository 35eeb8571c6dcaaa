/* linked_sealed.c: a program that uses of memguard an enclave, which takes BoringSSL along. */
#include "tests/consumer/monorepo/app/opens.h"

int main(void) { return opens() ? 0 : 1; }
