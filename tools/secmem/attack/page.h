/* page.h: the parts of the page. */
#ifndef TOOLS_SECMEM_ATTACK_PAGE_H
#define TOOLS_SECMEM_ATTACK_PAGE_H

#include "tools/secmem/attack/wording.h"

const char *attack_page_style(void); /* CSS; nothing in it is special to XML */

void attack_page_table(const attack_table *table, FILE *to);

/* A drawing (SVG) of where the secret stands, with a description of the same. */
void attack_page_drawing(const attack_layout *layout, attack_storage storage, FILE *to);

#endif
