// The system is asked what the page allows.
#include <windows.h>

#include "tests/memcall/access.h"

namespace {

// The one bit of PAGE_… that is set; 0 where no memory is.
DWORD ProtectionOf(const void *address) {
  MEMORY_BASIC_INFORMATION found;
  if (VirtualQuery(address, &found, sizeof found) == 0 || found.State != MEM_COMMIT) return 0;
  return found.Protect;
}

}  // namespace

bool Readable(const void *address) {
  return (ProtectionOf(address) & (PAGE_READONLY | PAGE_READWRITE | PAGE_EXECUTE_READ |
                                   PAGE_EXECUTE_READWRITE | PAGE_WRITECOPY)) != 0;
}

bool Writable(void *address) {
  return (ProtectionOf(address) & (PAGE_READWRITE | PAGE_EXECUTE_READWRITE)) != 0;
}
