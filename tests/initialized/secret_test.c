/* secret_test.c: every public call of securememory, for secrets of every kind. */
#include <string.h>
#include <unistd.h>

#include "memguard/bytes.h"
#include "securememory/securememory.h"
#include "tests/initialized/check.h"

enum { SIZE = 3000 };
static unsigned char secret[SIZE], copy[SIZE];

static int look(const unsigned char *bytes, size_t length, void *calls) {
  check_same(bytes, secret, length);
  ++*(int *)calls;
  return length != SIZE;
}

static void read_out(securememory_secret *it) {
  securememory_reader *reader = NULL;
  size_t got = 0;
  CHECK(securememory_reader_new(it, &reader) == SECUREMEMORY_OK);
  for (size_t at = 0; at < SIZE; at += got) {
    CHECK(securememory_reader_read(reader, copy, 700, &got) == SECUREMEMORY_OK);
    check_same(copy, secret + at, got);
  }
  CHECK(securememory_reader_read(reader, copy, 700, &got) == SECUREMEMORY_ERR_END);
  securememory_reader_destroy(reader);
}

static void compare(securememory_secret *it) {
  securememory_secret *twin = NULL;
  bool equal = false;
  CHECK(securememory_secret_duplicate(it, &twin) == SECUREMEMORY_OK);
  CHECK(securememory_secret_equal_to(it, twin, &equal) == SECUREMEMORY_OK && equal);
  CHECK(securememory_secret_equal(it, secret, SIZE, &equal) == SECUREMEMORY_OK && equal);
  securememory_secret_destroy(twin);
}

/* By every way that there is, and ends it. */
static void use(securememory_secret *it) {
  securememory_loan loan;
  memguard_safeguards has;
  int calls = 0;
  CHECK(securememory_secret_status(it) == SECUREMEMORY_OK && securememory_secret_size(it) == SIZE);
  CHECK(securememory_secret_with_bytes(it, look, &calls) == SECUREMEMORY_OK && calls == 1);
  CHECK(securememory_secret_borrow(it, &loan) == SECUREMEMORY_OK && loan.length == SIZE);
  check_same(loan.bytes, secret, SIZE);
  CHECK(securememory_secret_return(&loan) == SECUREMEMORY_OK && loan.bytes == NULL);
  CHECK(securememory_secret_safeguards(it, &has) == SECUREMEMORY_OK);
  CHECK((has.in_force & ~has.requested) == 0);
  read_out(it);
  compare(it);
  CHECK(securememory_secret_close(it, SECUREMEMORY_FOREVER) == SECUREMEMORY_OK);
  securememory_secret_destroy(it);
}

static void make(securememory_factory *factory) {
  securememory_secret *it = NULL;
  int ends[2], calls = 0;
  memguard_copy(copy, secret, SIZE);
  CHECK(securememory_secret_new_from(factory, copy, SIZE, &it) == SECUREMEMORY_OK);
  check_zeros(copy, SIZE);
  use(it);
  CHECK(securememory_secret_new_copy(factory, secret, SIZE, &it) == SECUREMEMORY_OK);
  use(it);
  CHECK(pipe(ends) == 0 && write(ends[1], secret, SIZE) == SIZE && close(ends[1]) == 0);
  CHECK(securememory_secret_new_read(factory, memguard_source_fd(ends[0]), SIZE, &it) ==
        SECUREMEMORY_OK);
  close(ends[0]);
  use(it);
  CHECK(securememory_secret_new_random(factory, SIZE, &it) == SECUREMEMORY_OK);
  securememory_purge_all();
  CHECK(securememory_secret_with_bytes(it, look, &calls) == SECUREMEMORY_ERR_EXPIRED);
  securememory_secret_destroy(it);
}

/* There is nobody to ask, or nothing is typed: the test has no terminal. */
static void prompt(securememory_factory *factory) {
  securememory_secret *it = NULL;
  if (setsid() < 0) return; /* it leads its group already, and may have a terminal */
  CHECK(securememory_secret_new_prompt(factory, "", 100, &it) == SECUREMEMORY_ERR_NO_TERMINAL);
  CHECK(it == NULL);
}

static void tell(const char *line, void *user) { *(size_t *)user += strlen(line); }

static void every(securememory_kind kind) {
  memguard_options options = memguard_options_relaxed();
  securememory_factory_options wishes = securememory_factory_options_default();
  securememory_metrics metrics = {.struct_size = sizeof metrics};
  memguard_context *context = NULL;
  securememory_factory *factory = NULL;
  securememory_secret *left = NULL;
  size_t told = 0;
  wishes.flags = SECUREMEMORY_TRACK_SITES;
  wishes.log = tell;
  wishes.log_user = &told;
  CHECK(memguard_context_new(&options, &context) == MEMGUARD_OK);
  CHECK(securememory_factory_new(context, kind, &wishes, &factory) == SECUREMEMORY_OK);
  make(factory);
  prompt(factory);
  CHECK(securememory_secret_new_copy(factory, secret, SIZE, &left) == SECUREMEMORY_OK);
  securememory_factory_leaks(factory, tell, &told);
  CHECK(told != 0 && securememory_factory_metrics(factory, &metrics) == SECUREMEMORY_OK);
  CHECK(metrics.in_use == 1 && metrics.open_ns[0] <= metrics.opens);
  securememory_secret_destroy(left);
  CHECK(securememory_factory_destroy(factory) == SECUREMEMORY_OK);
  CHECK(memguard_context_destroy(context) == MEMGUARD_OK);
}

int main(void) {
  CHECK(memguard_scramble(secret, SIZE) == MEMGUARD_OK);
  CHECK(strlen(securememory_version()) != 0);
  CHECK(strlen(securememory_status_name(SECUREMEMORY_OK)) != 0);
  CHECK(securememory_default_factory() != NULL);
  every(SECUREMEMORY_SEALED);
  every(SECUREMEMORY_PROTECTED);
  every(SECUREMEMORY_GUARDED);
  return 0;
}
