/* posix/stack_attributes.h: pthread_attr_get_np(3) and what reads its answer. */
#ifndef TESTS_RECORDING_POSIX_STACK_ATTRIBUTES_H
#define TESTS_RECORDING_POSIX_STACK_ATTRIBUTES_H

#include <stddef.h>

typedef struct recorded_thread *pthread_t;
typedef struct recorded_attributes {
  void *low;
  size_t size, guard;
} pthread_attr_t;

#define pthread_self recorded_pthread_self
#define pthread_attr_init recorded_pthread_attr_init
#define pthread_attr_destroy recorded_pthread_attr_destroy
#define pthread_attr_get_np recorded_pthread_attr_get_np
#define pthread_attr_getstack recorded_pthread_attr_getstack
#define pthread_attr_getguardsize recorded_pthread_attr_getguardsize

pthread_t recorded_pthread_self(void);
int recorded_pthread_attr_init(pthread_attr_t *attributes);
int recorded_pthread_attr_destroy(pthread_attr_t *attributes);
int recorded_pthread_attr_get_np(pthread_t thread, pthread_attr_t *attributes);
int recorded_pthread_attr_getstack(const pthread_attr_t *attributes, void **low, size_t *size);
int recorded_pthread_attr_getguardsize(const pthread_attr_t *attributes, size_t *guard);

#endif
