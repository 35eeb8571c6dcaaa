/* judging.c: from what was seen to what a cell says. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tools/secmem/attack/session.h"
#include "tools/secmem/text/style.h"

void attack_judge(attack_cell *cell, attack_result result, const char *format, ...) {
  va_list values;
  va_start(values, format);
  vsnprintf(cell->detail, sizeof cell->detail, format, values);
  va_end(values);
  cell->result = result;
}

static void judge_found(const attack_session *session, attack_cell *cell, size_t found) {
  if (found == session->length) {
    attack_judge(cell, ATTACK_LEAKED, "all %zu bytes", found);
  } else {
    attack_judge(cell, ATTACK_LEAKED, "%zu of %zu bytes", found, session->length);
  }
}

static void judge_clean(attack_cell *cell, const attack_harvest *harvest) {
  char read[32], refused[32];
  text_size(read, sizeof read, (size_t)harvest->read);
  text_size(refused, sizeof refused, (size_t)harvest->refused);
  if (harvest->refused == 0) {
    attack_judge(cell, ATTACK_CLOSED, "not in %s", read);
  } else {
    attack_judge(cell, ATTACK_CLOSED, "not in %s; %s could not be read", read, refused);
  }
}

void attack_judge_harvest(const attack_session *session, attack_cell *cell,
                          const attack_harvest *harvest) {
  size_t found = attack_search_found(session->search);
  if (found != 0) {
    judge_found(session, cell, found);
  } else if (attack_is_cancelled(session)) {
    attack_judge(cell, ATTACK_UNTESTED, "interrupted");
  } else if (harvest->read == 0) {
    attack_judge(cell, ATTACK_UNTESTED, "nothing could be read: %s", strerror(harvest->error));
  } else {
    judge_clean(cell, harvest);
  }
}
