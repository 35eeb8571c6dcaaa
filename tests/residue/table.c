#include "tests/residue/table.h"

#include <sys/mman.h>

residue_table *residue_table_new(void) {
  residue_table *table =
      mmap(NULL, sizeof *table, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (table == MAP_FAILED) return NULL;
  if (madvise(table, sizeof *table, MADV_DONTDUMP) == 0) return table;
  residue_table_free(table);
  return NULL;
}

void residue_table_free(residue_table *table) {
  if (table != NULL) munmap(table, sizeof *table);
}

residue_state residue_get(const residue_table *table) {
  return (residue_state)__atomic_load_n(&table->state, __ATOMIC_ACQUIRE);
}

void residue_set(residue_table *table, residue_state state) {
  __atomic_store_n(&table->state, (int)state, __ATOMIC_RELEASE);
}
