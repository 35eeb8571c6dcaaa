/* fault_windows.c: faults, by Windows. A vectored handler is called before any other, also for a
   fault that the program would mend; abort(3) is the C run-time's own. */
#define WIN32_LEAN_AND_MEAN 1

#include <signal.h>
#include <stdatomic.h>
#include <windows.h>

#include "lib/memcall/host/host.h"

typedef void (*abort_handler)(int signal);

static _Atomic(memcall_host_fault_fn) teller;
static _Atomic(void *) installed;
static _Atomic(abort_handler) earlier;

/* --- Exceptions ------------------------------------------------------------------------------ */

static bool is_fault(DWORD code) {
  switch (code) {
    case EXCEPTION_ACCESS_VIOLATION:
    case EXCEPTION_IN_PAGE_ERROR:
    case EXCEPTION_DATATYPE_MISALIGNMENT:
    case EXCEPTION_ILLEGAL_INSTRUCTION:
    case EXCEPTION_PRIV_INSTRUCTION:
    case EXCEPTION_INT_DIVIDE_BY_ZERO:
    case EXCEPTION_INT_OVERFLOW:
    case EXCEPTION_FLT_DIVIDE_BY_ZERO:
    case EXCEPTION_FLT_INVALID_OPERATION:
    case EXCEPTION_STACK_OVERFLOW:
      return true;
    default:
      return false;
  }
}

static memcall_host_fault fault_of(const EXCEPTION_RECORD *record) {
  memcall_host_fault fault = {NULL, MEMCALL_HOST_ACCESS};
  if (record->ExceptionCode != EXCEPTION_ACCESS_VIOLATION || record->NumberParameters < 2)
    return fault;
  fault.address = (const unsigned char *)record->ExceptionInformation[1];
  if (record->ExceptionInformation[0] == 0) fault.access = MEMCALL_HOST_READ;
  if (record->ExceptionInformation[0] == 1) fault.access = MEMCALL_HOST_WRITE;
  return fault;
}

static LONG CALLBACK deliver(EXCEPTION_POINTERS *what) {
  if (is_fault(what->ExceptionRecord->ExceptionCode)) {
    DWORD kept = GetLastError();
    memcall_host_fault fault = fault_of(what->ExceptionRecord);
    memcall_host_fault_fn tell = atomic_load(&teller);
    tell(&fault);
    SetLastError(kept);
  }
  return EXCEPTION_CONTINUE_SEARCH;
}

/* --- abort(3) -------------------------------------------------------------------------------- */

/* Before a handler is called, the C run-time puts the default back; so abort goes on to it. */
static void deliver_abort(int number) {
  const memcall_host_fault fault = {NULL, MEMCALL_HOST_ACCESS};
  memcall_host_fault_fn tell = atomic_load(&teller);
  tell(&fault);
  abort_handler handler = atomic_load(&earlier);
  if (handler != SIG_DFL && handler != SIG_IGN) handler(number);
}

/* --- Catching -------------------------------------------------------------------------------- */

memcall_answer memcall_host_catch_faults(memcall_host_fault_fn tell) {
  atomic_store(&teller, tell);
  if (atomic_load(&installed) == NULL) {
    void *handler = AddVectoredExceptionHandler(1, deliver);
    if (handler == NULL)
      return (memcall_answer){MEMCALL_ERR_SYSTEM, GetLastError(), "AddVectoredExceptionHandler"};
    atomic_store(&installed, handler);
  }
  abort_handler before = signal(SIGABRT, deliver_abort);
  if (before != SIG_ERR && before != deliver_abort) atomic_store(&earlier, before);
  return (memcall_answer){MEMCALL_OK, 0, "AddVectoredExceptionHandler"};
}

void memcall_host_release_faults(void) {
  void *handler = atomic_exchange(&installed, NULL);
  if (handler == NULL) return;
  (void)RemoveVectoredExceptionHandler(handler);
  abort_handler now = signal(SIGABRT, atomic_load(&earlier));
  if (now != deliver_abort && now != SIG_ERR) (void)signal(SIGABRT, now);
}
