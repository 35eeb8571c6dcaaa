/* inside.h: the registry for tests in C++, which has no _Atomic. */
#ifndef TESTS_MEMGUARD_REGISTRY_INSIDE_H
#define TESTS_MEMGUARD_REGISTRY_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "memcall/attributes.h"

MEMCALL_BEGIN

typedef struct inside_registry inside_registry;
typedef struct inside_entry inside_entry;

inside_registry *inside_registry_new(void);
void inside_registry_delete(inside_registry *registry); /* no entry is live */

inside_entry *inside_add(inside_registry *registry, void *object);
void inside_remove(inside_registry *registry, inside_entry *entry);
void inside_each(inside_registry *registry, bool urgent, void (*visit)(void *object, void *user),
                 void *user);
void inside_forked(inside_registry *registry);

uint32_t inside_used(const inside_registry *registry);             /* entries ever handed out */
uint32_t inside_index(const inside_entry *entry);                  /* an entry's place */
uint64_t inside_free_head(const inside_registry *registry);        /* of the list of free entries */
void inside_set_free_tag(inside_registry *registry, uint32_t tag); /* as after so many changes */

MEMCALL_END

#endif
