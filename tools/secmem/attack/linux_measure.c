/* linux_measure.c: a victim looks where its secret stands. What it says has no address in it. */
#include <fcntl.h>
#include <unistd.h>

#include "tools/secmem/attack/linux_mappings.h"
#include "tools/secmem/attack/victim.h"

enum { MAPPINGS = 256, PAGES_ASIDE = 18, BESIDE = 1 << 16 };
#define PRESENT (UINT64_C(1) << 63)
#define SWAPPED (UINT64_C(1) << 62)

typedef struct measuring {
  attack_mapping all[MAPPINGS];
  size_t count, first, last; /* those that belong together, and the secret stands in one of them */
  uint64_t page;
  int pagemap, memory;
} measuring;

/* --- Which mappings -------------------------------------------------------------------------- */

static bool is_the_librarys(const attack_mapping *it) {
  return it->anonymous && (it->has & (ATTACK_PAGE_LOCKED | ATTACK_PAGE_NO_DUMP)) != 0;
}

/* The library's guards are mappings of their own where they are no markers; and pages whose access
   was changed are, though they keep what the others have. Nothing of that concerns other memory. */
static bool belongs(const attack_mapping *it, const attack_mapping *to) {
  const uint32_t kept = ATTACK_PAGE_NO_DUMP | ATTACK_PAGE_FORK_ZERO | ATTACK_PAGE_FORK_ABSENT;
  bool alike = (to->has & kept) != 0 && (it->has & kept) == (to->has & kept);
  return it->anonymous && is_the_librarys(to) && (alike || (it->has & ATTACK_PAGE_READ) == 0);
}

/* Where the secret stands; or, when it stands nowhere, the pages of the key: all else that the
   library had locked was given back. Where nothing can be locked they cannot be told from others. */
static bool find(measuring *it, const unsigned char *bytes) {
  for (it->first = 0; it->first < it->count; it->first++) {
    const attack_mapping *at = &it->all[it->first];
    bool here = bytes != NULL ? (uintptr_t)bytes >= at->start && (uintptr_t)bytes < at->end
                              : is_the_librarys(at) && (at->has & ATTACK_PAGE_LOCKED) != 0;
    if (here) return true;
  }
  return false;
}

static void spread(measuring *it) {
  const attack_mapping *own = &it->all[it->first];
  it->last = it->first;
  while (it->first > 0 && belongs(&it->all[it->first - 1], own) &&
         it->all[it->first - 1].end == it->all[it->first].start)
    it->first--;
  while (it->last + 1 < it->count && belongs(&it->all[it->last + 1], own) &&
         it->all[it->last + 1].start == it->all[it->last].end)
    it->last++;
}

/* --- Pages ----------------------------------------------------------------------------------- */

/* Through the system, which reads what may be without access for this program, but no guard. */
static bool can_be_read(const measuring *it, uint64_t address) {
  unsigned char byte;
  return pread(it->memory, &byte, 1, (off_t)address) == 1;
}

/* A guard is a marker, which pagemap shows as if it were swapped out, or a page without access that
   never was anything. */
static uint64_t page_has(const measuring *it, const attack_mapping *in, uint64_t address) {
  uint64_t entry = 0, has = in->has;
  off_t at = (off_t)(address / it->page * sizeof entry);
  if (pread(it->pagemap, &entry, sizeof entry, at) != (ssize_t)sizeof entry) entry = 0;
  bool touched = (entry & (PRESENT | SWAPPED)) != 0;
  bool marker = touched && (entry & PRESENT) == 0 && !can_be_read(it, address);
  if (marker || (!touched && (has & ATTACK_PAGE_READ) == 0)) return ATTACK_PAGE_GUARD;
  return touched ? has | ATTACK_PAGE_TOUCHED : has;
}

static void add_page(attack_layout *out, uint64_t page, uint64_t has) {
  attack_run *last = out->runs != 0 ? &out->run[out->runs - 1] : NULL;
  if (last != NULL && last->has == has) {
    last->bytes += page;
  } else if (out->runs < ATTACK_RUNS) {
    out->run[out->runs++] = (attack_run){page, has};
  }
}

/* The pages around an address; what lies farther away is no neighbour. */
static void add_pages(const measuring *it, uint64_t around, attack_layout *out) {
  uint64_t aside = PAGES_ASIDE * it->page, start = it->all[it->first].start,
           from = around / it->page * it->page - start > aside
                      ? around / it->page * it->page - aside
                      : start,
           to = around + out->length + aside;
  for (size_t i = it->first; i <= it->last; i++)
    for (uint64_t at = it->all[i].start; at < it->all[i].end; at += it->page)
      if (at >= from && at < to) add_page(out, it->page, page_has(it, &it->all[i], at));
  if (out->length != 0) out->place = around - from;
}

/* --- Beside the secret ----------------------------------------------------------------------- */

/* How far bytes that are not zero go on, a few zeros among them included. */
static uint64_t written(const unsigned char *bytes, size_t count, bool backwards) {
  size_t zeros = 0, at = 0;
  for (; at < count && zeros < 8; at++)
    zeros = bytes[backwards ? count - 1 - at : at] == 0 ? zeros + 1 : 0;
  return at - zeros;
}

/* None of the secret is read. */
static uint64_t written_at(int memory, uint64_t start, uint64_t end, bool backwards) {
  static unsigned char beside[BESIDE];
  size_t count = (size_t)(end - start) < sizeof beside ? (size_t)(end - start) : sizeof beside;
  if (count == 0 || pread(memory, beside, count, (off_t)start) != (ssize_t)count) return 0;
  return written(beside, count, backwards);
}

/* Canaries are words; the outermost byte of one may be zero by chance. */
static uint64_t whole_words(uint64_t from, uint64_t count, bool backwards) {
  if (count == 0) return 0;
  uint64_t end = backwards ? from - count : from + count;
  return backwards ? count + end % 8 : count + (8 - end % 8) % 8;
}

static void look_beside(const measuring *it, uint64_t secret, attack_layout *out) {
  uint64_t end = secret + out->length, rest = (it->page - end % it->page) % it->page;
  uint64_t before = written_at(it->memory, secret - secret % it->page, secret, true);
  out->before = whole_words(secret, before, true);
  out->after = whole_words(end, written_at(it->memory, end, end + rest, false), false);
}

/* --- All of it ------------------------------------------------------------------------------- */

static void measure(measuring *it, const attack_vault *vault, attack_layout *out) {
  uint64_t around = vault->bytes != NULL ? (uintptr_t)vault->bytes : it->all[it->first].start;
  out->page = (uint32_t)it->page;
  out->length = vault->bytes != NULL ? vault->length : 0;
  spread(it);
  add_pages(it, around, out);
  if (vault->bytes != NULL) look_beside(it, around, out);
}

bool attack_victim_measure(attack_vault *vault) {
  static measuring now;
  attack_layout out = {.runs = 0};
  const attack_reply reply = {.tag = ATTACK_SAYS_LAYOUT, .length = sizeof out};
  memguard_trim(vault->context); /* a heap that is empty now is no place of the secret */
  now.page = memcall_page_size();
  now.count = attack_mappings_read(now.all, MAPPINGS);
  now.pagemap = open("/proc/self/pagemap", O_RDONLY | O_CLOEXEC);
  now.memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
  bool can = now.pagemap >= 0 && now.memory >= 0 && find(&now, vault->bytes);
  if (can) measure(&now, vault, &out);
  attack_say(&reply); /* the two files close with this process */
  return attack_write_all(STDOUT_FILENO, &out, sizeof out);
}
