/* linked_version.c: a program that uses of memguard nothing but its version. */
#include <string.h>

#include "memguard/memguard.h"

int main(void) { return strcmp(memguard_version(), memcall_version()) == 0 ? 0 : 1; }
