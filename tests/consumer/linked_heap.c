/* linked_heap.c: a program that uses of memguard the heap alone, and no crypto. */
#include "memguard/memguard.h"

int main(void) {
  memguard_context *context = memguard_default_context();
  void *object = memguard_malloc(context, 32);
  int right = object != NULL && memguard_owns(context, object);
  memguard_free(context, object);
  return right ? 0 : 1;
}
