/* page_rows.h: a layout cut into what a reader tells apart, from low to high addresses. */
#ifndef TOOLS_SECMEM_ATTACK_PAGE_ROWS_H
#define TOOLS_SECMEM_ATTACK_PAGE_ROWS_H

#include "tools/secmem/attack/layout.h"

typedef enum attack_row_kind {
  ATTACK_ROW_GUARD,
  ATTACK_ROW_UNUSED, /* no page of memory stands behind it yet */
  ATTACK_ROW_OTHER,  /* pages beside the secret's own */
  ATTACK_ROW_REST,   /* of the secret's own pages */
  ATTACK_ROW_BESIDE, /* canary, or the C library's notes */
  ATTACK_ROW_SECRET,
  ATTACK_ROW_KEY,
  ATTACK_ROW_KINDS
} attack_row_kind;

typedef struct attack_row {
  attack_row_kind kind;
  uint64_t offset, bytes, has;
} attack_row;

enum { ATTACK_ROWS = ATTACK_RUNS + 6 };

typedef struct attack_rows {
  int count;
  attack_row all[ATTACK_ROWS];
} attack_rows;

void attack_rows_of(const attack_layout *layout, attack_rows *out);

#endif
