/* give_back.c: what is kept for speed goes back before a call answers that there is none left. */
#include "lib/memguard/context/process.h"

bool memguard_give_back(memguard_context *context, memguard_part_id asker) {
  uint64_t before = atomic_load_explicit(&context->given_back, memory_order_relaxed);
  memguard_part *left_alone = asker != MEMGUARD_PARTS ? memguard_part_if_any(context, asker) : NULL;
  memguard_part *part;
  for (int id = 0; (part = memguard_part_next(context, &id)) != NULL;)
    if (part != left_alone && part->calls->trim != NULL) part->calls->trim(part);
  return atomic_load_explicit(&context->given_back, memory_order_relaxed) != before;
}

typedef struct round {
  memguard_part_id asker;
  bool any;
} round;

static void ask_one(void *context, void *user) {
  round *this_round = user;
  this_round->any |= memguard_give_back(context, this_round->asker);
}

bool memguard_give_back_all(memguard_part_id asker) {
  round this_round = {asker, false};
  memguard_registry_each(memguard_contexts(), true, ask_one, &this_round);
  return this_round.any;
}
