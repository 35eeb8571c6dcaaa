/* search.c: a hash table from every 8 bytes of the secret to their place in it, and the run that is
   being followed. */
#include "tools/secmem/attack/search.h"

#include <stdint.h>
#include <string.h>

#include "memguard/heap.h"

enum { GRAM = 8, VARIETY = 4, NOWHERE = 0 };

/* Places are stored plus one, so that zeroed memory says "nowhere". */
struct attack_search {
  memguard_context *context;
  const unsigned char *secret;
  size_t length;
  uint32_t *heads, *next; /* by hash; by place: another place with the same hash, further on */
  unsigned char *ignored; /* by place: these 8 bytes prove nothing */
  unsigned shift;
  bool zeros;        /* the secret holds 8 zero bytes in a row */
  uint64_t window;   /* the last 8 bytes of the stream, the latest lowest */
  unsigned fill;     /* how many of them there are */
  size_t place, run; /* the run that is being followed: where it goes on in the secret, how long it
                        is; 0: none */
  bool counts;       /* it holds a part that counts */
  size_t longest;
};

static uint64_t gram_at(const unsigned char *bytes) {
  uint64_t gram = 0;
  for (int i = 0; i < GRAM; i++) gram = gram << 8 | bytes[i];
  return gram;
}

static uint32_t *head_of(const attack_search *search, uint64_t gram) {
  return &search->heads[gram * UINT64_C(0x9e3779b97f4a7c15) >> search->shift];
}

/* The first place of these 8 bytes from `candidate` on, plus one; NOWHERE. */
static uint32_t match_from(const attack_search *search, uint32_t candidate, uint64_t gram) {
  while (candidate != NOWHERE && gram_at(search->secret + candidate - 1) != gram)
    candidate = search->next[candidate - 1];
  return candidate;
}

/* --- Making the tables ----------------------------------------------------------------------- */

static bool hardly_varies(const unsigned char *bytes) {
  unsigned different = 0;
  for (int i = 0; i < GRAM; i++) {
    int before = 0;
    while (before < i && bytes[before] != bytes[i]) before++;
    if (before == i) different++;
  }
  return different < VARIETY;
}

/* From the last place to the first, so that each list starts with the first one: a run is then
   followed from as early in the secret as it can be. */
static void index_secret(attack_search *search) {
  for (size_t place = search->length - GRAM + 1; place-- > 0;) {
    uint64_t gram = gram_at(search->secret + place);
    uint32_t *head = head_of(search, gram);
    search->next[place] = *head;
    *head = (uint32_t)place + 1;
    search->ignored[place] = hardly_varies(search->secret + place);
    search->zeros |= gram == 0;
  }
}

static bool make_tables(attack_search *search, size_t places) {
  unsigned bits = 4;
  while (bits < 20 && (size_t)1 << bits < 2 * places) bits++;
  search->shift = 64 - bits;
  search->heads = memguard_calloc(search->context, (size_t)1 << bits, sizeof *search->heads);
  search->next = memguard_calloc(search->context, places, sizeof *search->next);
  search->ignored = memguard_calloc(search->context, places, 1);
  return search->heads != NULL && search->next != NULL && search->ignored != NULL;
}

attack_search *attack_search_new(memguard_context *context, const unsigned char *secret,
                                 size_t length) {
  attack_search *search = length >= GRAM ? memguard_malloc(context, sizeof *search) : NULL;
  if (search == NULL) return NULL;
  search->context = context;
  search->secret = secret;
  search->length = length;
  if (!make_tables(search, length - GRAM + 1)) {
    attack_search_free(search);
    return NULL;
  }
  index_secret(search);
  return search;
}

void attack_search_free(attack_search *search) {
  if (search == NULL) return;
  memguard_context *context = search->context;
  memguard_free(context, search->heads);
  memguard_free(context, search->next);
  memguard_free(context, search->ignored);
  memguard_free(context, search);
}

size_t attack_search_countable(const attack_search *search) {
  size_t countable = 0;
  for (size_t place = 0; place + GRAM <= search->length; place++)
    countable += search->ignored[place] == 0;
  return countable;
}

/* --- Looking --------------------------------------------------------------------------------- */

static void note_run(attack_search *search) {
  if (search->ignored[search->place - GRAM] == 0) search->counts = true;
  if (search->counts && search->run > search->longest) search->longest = search->run;
}

static bool goes_on(const attack_search *search, unsigned char byte) {
  return search->run != 0 && search->place < search->length &&
         search->secret[search->place] == byte;
}

static void begin_run(attack_search *search) {
  uint32_t match = search->fill < GRAM
                       ? NOWHERE
                       : match_from(search, *head_of(search, search->window), search->window);
  search->counts = false;
  search->run = match != NOWHERE ? GRAM : 0;
  search->place = match != NOWHERE ? match - 1 + GRAM : 0;
  if (search->run != 0) note_run(search);
}

static void shift_in(attack_search *search, unsigned char byte) {
  search->window = search->window << 8 | byte;
  if (search->fill < GRAM) search->fill++;
}

static void step(attack_search *search, unsigned char byte) {
  shift_in(search, byte);
  if (goes_on(search, byte)) {
    search->place++;
    search->run++;
    note_run(search);
  } else {
    begin_run(search);
  }
}

/* Most of a process is zeros; they are passed over 8 at a time when they can neither begin nor
   continue anything. */
static size_t zeros_ahead(const attack_search *search, const unsigned char *bytes, size_t length) {
  size_t at = 0;
  if (search->zeros || search->run != 0 || search->fill < GRAM || search->window != 0) return 0;
  for (uint64_t word; at + sizeof word <= length; at += sizeof word) {
    memcpy(&word, bytes + at, sizeof word);
    if (word != 0) break;
  }
  return at;
}

void attack_search_start(attack_search *search) {
  search->longest = 0;
  attack_search_break(search);
}

void attack_search_break(attack_search *search) {
  search->window = 0;
  search->fill = 0;
  search->run = 0;
}

void attack_search_feed(attack_search *search, const unsigned char *bytes, size_t length) {
  for (size_t at = 0; at < length;) {
    size_t zeros = zeros_ahead(search, bytes + at, length - at);
    if (zeros != 0) {
      at += zeros;
    } else {
      step(search, bytes[at++]);
    }
  }
}

static void ignore_window(attack_search *search) {
  uint32_t match = match_from(search, *head_of(search, search->window), search->window);
  while (match != NOWHERE) {
    search->ignored[match - 1] = 1;
    match = match_from(search, search->next[match - 1], search->window);
  }
}

void attack_search_learn(attack_search *search, const unsigned char *bytes, size_t length) {
  for (size_t at = 0; at < length; at++) {
    shift_in(search, bytes[at]);
    if (search->fill == GRAM) ignore_window(search);
  }
}

size_t attack_search_found(const attack_search *search) { return search->longest; }
