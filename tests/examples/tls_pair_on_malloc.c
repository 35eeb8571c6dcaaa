/* tls_pair_on_malloc.c: the same program without. */
#include <stdio.h>

#include "tests/examples/tls_pair.h"

void tls_pair_report(void) { printf("BoringSSL allocates by malloc\n"); }
