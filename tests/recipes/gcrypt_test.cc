// A key of libgcrypt's: in locked memory that no core file has with the recipe, anywhere without. libgcrypt takes an
// allocator only before it is initialized, so each test is a process.
#include <gcrypt.h>

#include <algorithm>
#include <cstring>

#include "memguard/heap.h"
#include "tests/memcall/linux.h"
#include "tests/recipes/gcrypt_memory.h"
#include "tests/recipes/places.h"

namespace recipes_test {
namespace {

enum { kSize = 32, kTail = 16 };

bool StartWithout() {
  return gcry_check_version(nullptr) != nullptr && gcry_control(GCRYCTL_DISABLE_SECMEM, 0) == 0 &&
         gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0) == 0;
}

gcry_sexp_t NewKey() {
  gcry_sexp_t wanted = nullptr, key = nullptr;
  if (gcry_sexp_build(&wanted, nullptr, "(genkey (ecc (curve \"NIST P-256\")))") != 0) return key;
  if (gcry_pk_genkey(&key, wanted) != 0) key = nullptr;
  gcry_sexp_release(wanted);
  return key;
}

bool Signs(gcry_sexp_t key) {
  gcry_sexp_t text = nullptr, signature = nullptr;
  const bool ok = gcry_sexp_build(&text, nullptr, "(data (flags raw) (value %s))", "text") == 0 &&
                  gcry_pk_sign(&signature, text, key) == 0;
  gcry_sexp_release(text);
  gcry_sexp_release(signature);
  return ok;
}

// The private number: in S-expressions the highest byte first, in multi-precision integers the lowest.
struct Number {
  Sought in_expressions, in_integers;
};

Number NumberOf(gcry_sexp_t key) {
  gcry_mpi_t number = nullptr;
  unsigned char high[kSize] = {}, low[kSize];
  size_t length = 0;
  gcry_sexp_extract_param(key, nullptr, "d", &number, nullptr);
  gcry_mpi_print(GCRYMPI_FMT_USG, high, sizeof high, &length, number);
  gcry_mpi_release(number);
  std::reverse_copy(high, high + length, low);
  const Number found = {Sought(high + length - kTail, kTail), Sought(low, kTail)};
  memset(high, 0, sizeof high);
  memset(low, 0, sizeof low);
  return found;
}

Places FindAll(const Number& number) {
  const Places one = Find(number.in_expressions), other = Find(number.in_integers);
  return {one.guarded + other.guarded, one.elsewhere + other.elsewhere};
}

TEST(Gcrypt, KeysAreWhereNoCoreFileAndNoSwapHasThem) {
  const Death death = InAChild([] {
    CHECK_OR(1, gcrypt_use_memguard());
    gcry_sexp_t key = NewKey();
    CHECK_OR(2, key != nullptr && Signs(key) && memguard_owns(gcrypt_memory(), key) == 1);
    const Number number = NumberOf(key);
    const Places held = FindAll(number);
    CHECK_OR(3, held.guarded > 0);
    CHECK_OR(4, held.elsewhere == 0);
    gcry_sexp_release(key);
    const Places left = FindAll(number);
    CHECK_OR(5, left.guarded + left.elsewhere == 0);
    return 0;
  });
  EXPECT_EQ(0, death.code) << death.signal;
}

TEST(Gcrypt, WithoutTheRecipeTheyAreAnywhereAndStay) {
  const Death death = InAChild([] {
    CHECK_OR(1, StartWithout());
    gcry_sexp_t key = NewKey();
    CHECK_OR(2, key != nullptr && Signs(key));
    const Number number = NumberOf(key);
    const Places held = FindAll(number);
    CHECK_OR(3, held.guarded == 0);
    CHECK_OR(4, held.elsewhere > 0);
    gcry_sexp_release(key);
    CHECK_OR(5, FindAll(number).elsewhere > 0);
    return 0;
  });
  EXPECT_EQ(0, death.code) << death.signal;
}

// More than libgcrypt's own pool of 32 KiB would hold.
TEST(Gcrypt, HasRoomForManyKeys) {
  const Death death = InAChild([] {
    CHECK_OR(1, gcrypt_use_memguard());
    for (int i = 0; i < 1000; i++) {
      void* bytes = gcry_malloc_secure(1000);
      CHECK_OR(2, bytes != nullptr && gcry_is_secure(bytes) == 1);
    }
    return 0;
  });
  EXPECT_EQ(0, death.code);
}

TEST(Gcrypt, TakesTheRecipeFirstOrNotAtAll) {
  EXPECT_EQ(0, InAChild([] { return StartWithout() && !gcrypt_use_memguard() ? 0 : 1; }).code);
}

TEST(Gcrypt, AChildGoesOnWithAKey) {
  const Death death = InAChild([] {
    CHECK_OR(1, gcrypt_use_memguard());
    gcry_sexp_t key = NewKey();
    CHECK_OR(2, InAChild([key] { return Signs(key) ? 0 : 1; }).code == 0);
    return Signs(key) ? 0 : 3;
  });
  EXPECT_EQ(0, death.code);
}

}  // namespace
}  // namespace recipes_test
