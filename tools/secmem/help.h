/* help.h: what secmem says of itself. */
#ifndef TOOLS_SECMEM_HELP_H
#define TOOLS_SECMEM_HELP_H

#include <stdio.h>

void secmem_help(FILE *to);
void secmem_version(FILE *to);

#endif
