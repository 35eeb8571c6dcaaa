/* exit.c: ends of the process that leave nothing sealed or buffered readable. */
#include <stdatomic.h>
#include <stdlib.h>

#include "lib/memguard/context/line.h"
#include "lib/memguard/process/handlers.h"

static _Atomic uint64_t
    process; /* that is inside exit(3) by way of us: a child has another number */
static _Atomic uint64_t thread; /* of it */

static bool is_first(void) {
  uint64_t seen = atomic_load(&process), own = memcall_host_process();
  if (seen == own || !atomic_compare_exchange_strong(&process, &seen, own)) return false;
  atomic_store(&thread, memcall_host_thread());
  return true;
}

/* C leaves calling exit(3) twice undefined. A second thread waits until the first one's has ended
   the process, as POSIX has it since 2024. A handler of atexit(3) that comes back here ends the
   process with its own code at once. */
void memguard_exit(int code) {
  memguard_purge_all();
  if (is_first()) exit(code);
  if (atomic_load(&thread) == memcall_host_thread()) memcall_host_end(code);
  memcall_host_wait_for_good();
}

/* Raw heap memory goes last, when nothing can block any more: no thread shall have the time to use a
   key of zeros. */
void memguard_panic(const char *message) {
  memguard_line line;
  memguard_purge_all();
  memguard_line_begin(&line);
  memguard_line_add(&line, message != NULL ? message : "panic");
  memguard_line_write(&line);
  memguard_emergency_wipe();
  memcall_host_abort();
}
