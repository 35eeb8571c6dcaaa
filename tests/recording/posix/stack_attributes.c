/* posix/stack_attributes.c: a thread's attributes. These calls return codes, and leave errno alone.
 */
#include "tests/recording/posix/stack_attributes.h"

#include "tests/recording/posix/calls.h"

pthread_t recorded_pthread_self(void) { return NULL; }

int recorded_pthread_attr_init(pthread_attr_t *attributes) {
  const int code = recorded_refusal("pthread_attr_init");
  *attributes = (pthread_attr_t){.guard = RECORDER_PAGE};
  (void)recorded_finish(code, "pthread_attr_init()");
  return code;
}

int recorded_pthread_attr_destroy(pthread_attr_t *attributes) {
  (void)attributes;
  return recorded_finish(0, "pthread_attr_destroy()");
}

int recorded_pthread_attr_get_np(pthread_t thread, pthread_attr_t *attributes) {
  const int code = recorded_refusal("pthread_attr_get_np");
  (void)thread;
  if (code == 0) recorded_stack(&attributes->low, &attributes->size);
  (void)recorded_finish(code, "pthread_attr_get_np(self)");
  return code;
}

int recorded_pthread_attr_getstack(const pthread_attr_t *attributes, void **low, size_t *size) {
  *low = attributes->low;
  *size = attributes->size;
  return 0;
}

int recorded_pthread_attr_getguardsize(const pthread_attr_t *attributes, size_t *guard) {
  *guard = attributes->guard;
  return 0;
}
