/* fault_access_other.c: where reads and writes are not told apart. */
#include "lib/memcall/host/fault.h"

memcall_host_access memcall_host_fault_access(const void *context) {
  (void)context;
  return MEMCALL_HOST_ACCESS;
}
