/* linux_mappings.h: the mappings of this process with their flags: proc(5), smaps. */
#ifndef TOOLS_SECMEM_ATTACK_LINUX_MAPPINGS_H
#define TOOLS_SECMEM_ATTACK_LINUX_MAPPINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct attack_mapping {
  uint64_t start, end;
  uint32_t has;   /* ATTACK_PAGE_… */
  bool anonymous; /* without a name: neither a file nor the C library's heap nor a stack */
} attack_mapping;

/* In rising order; at most `most`. 0: they could not be read. */
size_t attack_mappings_read(attack_mapping *out, size_t most);

#endif
