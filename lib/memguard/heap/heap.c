/* heap.c: the public calls. */
#include "memguard/heap.h"

#include "lib/memguard/heap/objects.h"
#include "lib/memguard/heap/part.h"
#include "lib/memguard/scrub/scrub.h"

static memguard_heap *make(memguard_context *context) {
  memguard_heap *heap = memguard_heap_make(context);
  if (heap == NULL) memguard_object_missed(context);
  return heap;
}

static inline memguard_heap *enter(memguard_context *context) {
  if (memguard_enter(context) != MEMGUARD_OK) return NULL;
  memguard_heap *heap = memguard_heap_if_any(context);
  return heap != NULL ? heap : make(context);
}

static void *counted(memguard_heap *heap, void *object) {
  if (object == NULL) atomic_fetch_add_explicit(&heap->failures, 1, memory_order_relaxed);
  return object;
}

void *memguard_malloc(memguard_context *context, size_t size) {
  memguard_heap *heap = enter(context);
  return heap != NULL ? counted(heap, memguard_object_take(heap, size, "memguard_malloc")) : NULL;
}

void *memguard_calloc(memguard_context *context, size_t count, size_t size) {
  memguard_heap *heap = enter(context);
  if (heap == NULL) return NULL;
  if (size != 0 && count > SIZE_MAX / size) {
    memguard_report_error(MEMGUARD_ERR_OVERFLOW, "memguard_calloc", NULL);
    return counted(heap, NULL);
  }
  return counted(heap, memguard_object_take(heap, count * size, "memguard_calloc"));
}

void *memguard_aligned_alloc(memguard_context *context, size_t alignment, size_t size) {
  static const char function[] = "memguard_aligned_alloc";
  memguard_heap *heap = enter(context);
  if (heap == NULL) return NULL;
  return counted(heap, memguard_object_take_aligned(heap, alignment, size, function));
}

/* A move copies plaintext through registers and the stack, in another file; here nothing of it is
 * live. */
void *memguard_realloc(memguard_context *context, void *pointer, size_t size) {
  static const char function[] = "memguard_realloc";
  memguard_heap *heap = enter(context);
  if (heap == NULL) return NULL;
  if (pointer == NULL) return counted(heap, memguard_object_take(heap, size, function));
  void *result = counted(heap, memguard_object_resize(heap, pointer, size, function));
  memguard_scrub();
  return result;
}

void memguard_free(memguard_context *context, void *pointer) {
  static const char function[] = "memguard_free";
  if (pointer == NULL || memguard_enter(context) != MEMGUARD_OK) return;
  memguard_heap *heap = memguard_heap_if_any(context);
  if (heap != NULL) {
    memguard_object_give(heap, pointer, function);
  } else {
    (void)memguard_violate(context, MEMGUARD_VIOLATION_FOREIGN_POINTER, function, 0);
  }
}

/* An object of this process, wiped in an emergency or not; size 0 for others. */
static void find(memguard_context *context, const void *pointer, memguard_object *out) {
  *out = (memguard_object){.status = MEMGUARD_ERR_INVALID};
  if (pointer == NULL || memguard_enter(context) != MEMGUARD_OK) return;
  memguard_heap *heap = memguard_heap_if_any(context);
  if (heap != NULL) memguard_object_find(heap, pointer, out);
  if (out->status != MEMGUARD_OK && out->status != MEMGUARD_ERR_EXPIRED) out->size = 0;
}

size_t memguard_usable_size(memguard_context *context, const void *pointer) {
  memguard_object found;
  find(context, pointer, &found);
  return found.size;
}

int memguard_owns(memguard_context *context, const void *pointer) {
  return memguard_usable_size(context, pointer) != 0;
}

memguard_status memguard_safeguards_of(memguard_context *context, const void *pointer,
                                       memguard_safeguards *out) {
  static const char function[] = "memguard_safeguards_of";
  memguard_object found;
  if (out == NULL) return memguard_report_error(MEMGUARD_ERR_INVALID, function, "out is NULL");
  *out = (memguard_safeguards){0, 0};
  memguard_status status = memguard_enter(context);
  if (status != MEMGUARD_OK) return status;
  find(context, pointer, &found);
  if (found.size == 0)
    return memguard_report_error(MEMGUARD_ERR_INVALID, function,
                                 "the pointer is not a live allocation of this heap");
  *out = (memguard_safeguards){memguard_page_safeguards(context), found.in_force};
  return MEMGUARD_OK;
}
