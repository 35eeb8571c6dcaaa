/* superpages.h: pages of 2 MiB, which XNU makes on x86-64 alone (elsewhere it refuses the flag).
   They are wired from birth. mach/vm_statistics.h. */
#ifndef MEMCALL_BACKEND_PARTS_SUPERPAGES_H
#define MEMCALL_BACKEND_PARTS_SUPERPAGES_H

#if defined(__x86_64__)
#define MEMCALL_PART_SUPERPAGE ((size_t)2 * 1024 * 1024)
#endif

#endif
