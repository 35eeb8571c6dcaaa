/* page_rows.c: cuts runs of pages at the edges of the secret and of what stands beside it. */
#include "tools/secmem/attack/page_rows.h"

/* Up to an offset; nothing when that is behind us. */
static void add(attack_rows *out, attack_row_kind kind, uint64_t *at, uint64_t end, uint64_t has) {
  if (end <= *at || out->count == ATTACK_ROWS) return;
  out->all[out->count++] = (attack_row){kind, *at, end - *at, has};
  *at = end;
}

static attack_row_kind kind_of(const attack_layout *layout, uint64_t has) {
  if ((has & ATTACK_PAGE_GUARD) != 0) return ATTACK_ROW_GUARD;
  if ((has & ATTACK_PAGE_TOUCHED) == 0) return ATTACK_ROW_UNUSED;
  bool key = layout->length == 0 && (has & ATTACK_PAGE_LOCKED) != 0;
  return key ? ATTACK_ROW_KEY : ATTACK_ROW_OTHER;
}

static void add_own_pages(const attack_layout *layout, uint64_t has, uint64_t *at,
                          attack_rows *out) {
  uint64_t first = layout->place - layout->place % layout->page,
           end = layout->place + layout->length,
           last = (end + layout->page - 1) / layout->page * layout->page;
  add(out, kind_of(layout, has), at, first, has);
  add(out, ATTACK_ROW_REST, at, layout->place - layout->before, has);
  add(out, ATTACK_ROW_BESIDE, at, layout->place, has);
  add(out, ATTACK_ROW_SECRET, at, end, has);
  add(out, ATTACK_ROW_BESIDE, at, end + layout->after, has);
  add(out, ATTACK_ROW_REST, at, last, has);
}

void attack_rows_of(const attack_layout *layout, attack_rows *out) {
  uint64_t at = 0, end = 0;
  out->count = 0;
  for (uint32_t i = 0; i < layout->runs; i++) {
    const attack_run *run = &layout->run[i];
    bool own = layout->length != 0 && layout->place >= end && layout->place < end + run->bytes;
    end += run->bytes;
    if (own) add_own_pages(layout, run->has, &at, out);
    add(out, kind_of(layout, run->has), &at, end, run->has);
  }
}
