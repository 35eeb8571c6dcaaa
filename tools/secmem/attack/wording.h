/* wording.h: what is said of a table, whatever it is printed as. All texts but notes are of static
   storage. */
#ifndef TOOLS_SECMEM_ATTACK_WORDING_H
#define TOOLS_SECMEM_ATTACK_WORDING_H

#include "tools/secmem/attack/report.h"

MEMCALL_BEGIN

/* What was seen in this cell and in all of the same channel in which the same was seen: "not
   noticed: malloc". False: nothing that the table does not say already, or it was said of an
   earlier storage. */
bool attack_note(const attack_table *table, int channel, int storage, char *text, size_t capacity);

/* The words of the table, in the order in which a reader meets them; NULL behind the last. */
typedef struct attack_term {
  const char *word, *meaning;
} attack_term;
const attack_term *attack_terms(void);

const char *attack_limits_of_the_table(void);               /* what it cannot say */
const char *attack_storage_meaning(attack_storage storage); /* what it is, and what it promises */
const char *attack_channel_meaning(attack_channel channel); /* what is tried */
const char *attack_table_saying(const attack_table *table); /* the verdict */
const char *attack_of_the_user(const attack_table *table);  /* what another one would see */
bool attack_breaks_promise(const attack_cell *cell);

MEMCALL_END

#endif
