/* locate.c: what of ours stands at or beside an address. */
#include "lib/memguard/context/process.h"

typedef struct search {
  const unsigned char *address;
  memguard_spot *spot;
  bool found;
} search;

bool memguard_spot_is_in(const memcall_region *region, const unsigned char *address) {
  return (uintptr_t)address - (uintptr_t)region->mapping.base < region->mapping.size;
}

static void search_one(void *object, void *user) {
  memguard_context *context = object;
  search *it = user;
  if (!it->found && memguard_spot_is_in(&context->settings_page, it->address)) {
    *it->spot = (memguard_spot){.object = "the settings of a context", .state = ""};
    it->found = true;
  }
  memguard_part *part;
  for (int id = 0; !it->found && (part = memguard_part_next(context, &id)) != NULL;)
    if (part->calls->locate != NULL) it->found = part->calls->locate(part, it->address, it->spot);
}

bool memguard_locate(const unsigned char *address, memguard_spot *spot) {
  search it = {address, spot, false};
  *spot = (memguard_spot){"", "", 0, 0, 0};
  memguard_registry_each(memguard_contexts(), true, search_one, &it);
  return it.found;
}

void memguard_spot_measure(memguard_spot *spot, const unsigned char *address,
                           const unsigned char *object, size_t size) {
  uintptr_t at = (uintptr_t)address, from = (uintptr_t)object, to = from + size;
  spot->size = size;
  spot->before = at < from ? from - at : 0;
  spot->past = at >= to ? at - to + 1 : 0;
}
