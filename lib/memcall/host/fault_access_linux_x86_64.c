/* fault_access_linux_x86_64.c: reads and writes are told apart by the page fault's error code
   (Intel's manual, volume 3, "Interrupt 14"): bit 1 is set for writes. */
#define _GNU_SOURCE 1

#include <ucontext.h>

#include "lib/memcall/host/fault.h"

#define PAGE_FAULT 14

memcall_host_access memcall_host_fault_access(const void *context) {
  const ucontext_t *machine = context;
  if (machine->uc_mcontext.gregs[REG_TRAPNO] != PAGE_FAULT) return MEMCALL_HOST_ACCESS;
  return (machine->uc_mcontext.gregs[REG_ERR] & 2) != 0 ? MEMCALL_HOST_WRITE : MEMCALL_HOST_READ;
}
