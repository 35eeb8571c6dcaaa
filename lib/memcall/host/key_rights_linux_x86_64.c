/* key_rights_linux_x86_64.c: a thread's rights by protection keys, which stand in a register of its own
   (PKRU), two bits for each key. RDPKRU and WRPKRU, as bytes: assemblers learned them late, and compilers
   want to be asked for them. They fault where there are no keys: who has one may call. */
#include "lib/memcall/host/host.h"

static uint32_t read_rights(void) {
  uint32_t low, high;
  __asm__ volatile(".byte 0x0f, 0x01, 0xee" : "=a"(low), "=d"(high) : "c"(0)); /* rdpkru */
  return low;
}

/* No access to memory may move over it. */
static void write_rights(uint32_t rights) {
  __asm__ volatile(".byte 0x0f, 0x01, 0xef" ::"a"(rights), "c"(0), "d"(0) : "memory"); /* wrpkru */
}

uint32_t memcall_host_key_rights(int key) { return read_rights() >> (2 * key) & 3; }

void memcall_host_set_key_rights(int key, uint32_t rights) {
  uint32_t others = read_rights() & ~(UINT32_C(3) << (2 * key));
  write_rights(others | rights << (2 * key));
}
