/* faults.c: crashes. The handler wipes first: whatever it meets after that, a core file has nothing
   of ours. */
#include <stdlib.h>

#include "lib/memcall/report.h"
#include "lib/memguard/context/line.h"
#include "lib/memguard/process/handlers.h"

/* --- What it was ----------------------------------------------------------------------------- */

static const char *name_of(memcall_host_access access) {
  if (access == MEMCALL_HOST_WRITE) return "write";
  return access == MEMCALL_HOST_READ ? "read" : "access";
}

static void add_distance(memguard_line *line, size_t bytes, const char *side) {
  memguard_line_add(line, " ");
  memguard_line_number(line, bytes);
  memguard_line_add(line, bytes == 1 ? " byte " : " bytes ");
  memguard_line_add(line, side);
}

static void add_object(memguard_line *line, const memguard_spot *spot) {
  if (spot->size != 0) {
    memguard_line_add(line, " a ");
    memguard_line_add(line, spot->state);
    memguard_line_number(line, spot->size);
    memguard_line_add(line, "-byte");
  }
  memguard_line_add(line, " ");
  memguard_line_add(line, spot->object);
}

/* "memguard: write 1 byte past a 32-byte heap object". No address: it would help an attacker. */
static void describe(const memcall_host_fault *fault) {
  memguard_spot spot;
  memguard_line line;
  if (fault->address == NULL || !memguard_locate(fault->address, &spot)) return;
  memguard_line_begin(&line);
  memguard_line_add(&line, "memguard: ");
  memguard_line_add(&line, name_of(fault->access));
  if (spot.past != 0) {
    add_distance(&line, spot.past, "past");
  } else if (spot.before != 0) {
    add_distance(&line, spot.before, "before");
  } else {
    memguard_line_add(&line, fault->access == MEMCALL_HOST_READ ? " of" : " to");
  }
  add_object(&line, &spot);
  memguard_line_write(&line);
}

static void on_fault(const memcall_host_fault *fault) {
  memguard_wipe_own();
  describe(fault);
}

/* --- A stack for it -------------------------------------------------------------------------- */

#define STACK ((size_t)64 << 10) /* signal frames alone take 11 KiB where there is AMX */

static void give_back(void *owner) {
  memcall_region *stack = owner;
  (void)memcall_free(stack);
  free(stack);
}

/* The kernel puts the interrupted code's registers there, which may hold anything: it is kept out
   of dumps where that can be. */
static memguard_status map_stack(memcall_region *stack) {
  memcall_request request = memcall_request_of(STACK, MEMCALL_REGULAR);
  request.prefer = MEMCALL_NO_DUMP | MEMCALL_GUARDED;
  return (memguard_status)memcall_alloc_request(&request, stack);
}

static memguard_status take_stack(void) {
  memcall_region *stack = calloc(1, sizeof *stack);
  if (stack == NULL)
    return memguard_report_error(MEMGUARD_ERR_NO_MEMORY, "memguard_catch_faults", NULL);
  memguard_status status = map_stack(stack);
  if (status == MEMGUARD_OK)
    status = (memguard_status)memcall_report_answer(
        memcall_host_take_signal_stack(stack->data, stack->size, give_back, stack));
  if (status != MEMGUARD_OK) give_back(stack);
  return status;
}

static memguard_status prepare_thread(void) {
  bool needs_stack = false;
  memcall_answer answer = memcall_host_prepare_thread(&needs_stack);
  if (answer.status != MEMCALL_OK) return (memguard_status)memcall_report_answer(answer);
  return needs_stack ? take_stack() : MEMGUARD_OK;
}

/* --- Public call ----------------------------------------------------------------------------- */

memguard_status memguard_catch_faults(void) {
  memguard_status status = memguard_handlers_prepare();
  if (status == MEMGUARD_OK) status = prepare_thread();
  if (status != MEMGUARD_OK) return status;
  memguard_handlers_lock();
  status = (memguard_status)memcall_report_answer(memcall_host_catch_faults(on_fault));
  memguard_handlers_unlock();
  return status;
}
