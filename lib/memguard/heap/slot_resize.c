/* slot_resize.c: objects that share a page, given another size where they are. */
#include "lib/memguard/heap/slot_held.h"

memguard_resizing memguard_slot_resize(memguard_heap *heap, const memguard_place *place,
                                       size_t size, const char *function) {
  memguard_held it;
  memguard_slot_hold(heap, place, &it);
  memguard_status status = memguard_held_status(&it, place);
  bool sound = status == MEMGUARD_OK && memguard_slots_intact(heap, it.span, it.slot);
  if (!sound && status == MEMGUARD_OK && !memguard_heap_unwiped(heap, it.wipes)) {
    it.retired = true; /* by a wipe that has just begun: the object stays its owner's */
    status = MEMGUARD_ERR_EXPIRED;
  }
  if (!sound && !it.retired) {
    (void)memguard_slot_refuse(heap, place, it.shard, function);
    return MEMGUARD_NOT_RESIZED;
  }
  memguard_resizing result = MEMGUARD_NOT_RESIZED;
  if (sound)
    result =
        memguard_slots_resize(heap, it.span, it.slot, size) ? MEMGUARD_RESIZED : MEMGUARD_MUST_MOVE;
  memguard_slot_let_go(&it);
  if (!sound) memguard_report_error(status, function, NULL);
  return result;
}
