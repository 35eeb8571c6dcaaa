/* password.c: a password becomes a key, and both are only ever in locked memory.

     password new FILE      asks twice; FILE gets a salt and a verifier, from which no key follows
     password check FILE    asks once, derives the key again, and says whether it is the right one

   scrypt (RFC 7914) works in 32 MiB of BoringSSL's own, which it wipes; link //lib/boringssl_heap to
   keep those out of core dumps as well. Exit status: 0; 1: the wrong password; 2: it did not work. */
#include <fcntl.h>
#include <openssl/digest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/mem.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "memguard/heap.h"
#include "securememory/securememory.h"

enum { SALT = 16, KEY = 32, VERIFIER = 32, LONGEST = 1000, MEMORY = 64 << 20 };

struct record { /* what the file holds: none of it is secret */
  uint8_t salt[SALT], verifier[VERIFIER];
};

static int fail(const char *what, const char *why) {
  fprintf(stderr, "password: %s: %s\n", what, why);
  return 2;
}
static int fail_locked(const char *what) { return fail(what, memcall_last_error()->text); }

/* --- From the password to the key, from the key to the verifier ------------------------------- */

struct derivation {
  const uint8_t *salt;
  securememory_secret *key;
};

/* Says itself what failed: with_bytes only knows that something did. */
static int derive(const unsigned char *password, size_t length, void *user) {
  struct derivation *d = user;
  int failed = 0;
  uint8_t *key = memguard_malloc(memguard_default_context(), KEY);
  if (key == NULL)
    failed = fail_locked("no place for a key");
  else if (!EVP_PBE_scrypt((const char *)password, length, d->salt, SALT, 1 << 15, 8, 1, MEMORY,
                           key, KEY))
    failed = fail("scrypt", "there is no memory for it");
  else if (securememory_secret_new_from(securememory_default_factory(), key, KEY, &d->key) !=
           SECUREMEMORY_OK)
    failed = fail_locked("the key was not sealed");
  memguard_free(memguard_default_context(), key);
  return failed;
}

static int make_verifier(const unsigned char *key, size_t length, void *verifier) {
  static const uint8_t kLabel[] = "password verifier 1";
  unsigned size = 0;
  return HMAC(EVP_sha256(), key, length, kLabel, sizeof kLabel, verifier, &size) != NULL ? 0 : -1;
}

/* A program that does more than check would go on with the key, and not only look at its verifier. */
static int verifier_of(securememory_secret *password, const uint8_t *salt, uint8_t *verifier) {
  struct derivation d = {salt, NULL};
  securememory_status status = securememory_secret_with_bytes(password, derive, &d);
  if (status == SECUREMEMORY_ERR_CALLBACK) return 2;
  if (status == SECUREMEMORY_OK)
    status = securememory_secret_with_bytes(d.key, make_verifier, verifier);
  securememory_secret_destroy(d.key);
  return status == SECUREMEMORY_OK ? 0 : fail_locked("no verifier");
}

/* --- The two commands ------------------------------------------------------------------------- */

static securememory_secret *ask(const char *prompt) {
  securememory_secret *typed = NULL;
  if (securememory_secret_new_prompt(securememory_default_factory(), prompt, LONGEST, &typed) !=
      SECUREMEMORY_OK)
    fail_locked("no password");
  return typed;
}

static int write_record(const char *path, const struct record *made) {
  int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return fail(path, "cannot be made, or exists");
  int ok = write(file, made, sizeof *made) == (ssize_t)sizeof *made && fsync(file) == 0;
  return close(file) == 0 && ok ? 0 : fail(path, "could not be written");
}

static int new_password(const char *path) {
  struct record made;
  bool same = false;
  securememory_secret *first = ask("New password: ");
  securememory_secret *again = first != NULL ? ask("Once more: ") : NULL;
  int code = 2;
  if (again == NULL)
    ; /* told already */
  else if (securememory_secret_equal_to(first, again, &same) != SECUREMEMORY_OK)
    fail_locked("the two could not be compared");
  else if (!same)
    fail("no password", "the two differ");
  else if (memcall_random(made.salt, SALT) != MEMCALL_OK)
    fail_locked("no salt");
  else if (verifier_of(first, made.salt, made.verifier) == 0)
    code = write_record(path, &made);
  if (code == 0) printf("%s holds the salt and the verifier; the key is gone again\n", path);
  securememory_secret_destroy(first);
  securememory_secret_destroy(again);
  return code;
}

static int check_password(const char *path) {
  struct record kept;
  uint8_t verifier[VERIFIER], more;
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return fail(path, "cannot be read");
  int whole = read(file, &kept, sizeof kept) == (ssize_t)sizeof kept && read(file, &more, 1) == 0;
  close(file);
  if (!whole) return fail(path, "is not what \"password new\" writes");
  securememory_secret *typed = ask("Password: ");
  int code = typed != NULL ? verifier_of(typed, kept.salt, verifier) : 2;
  securememory_secret_destroy(typed);
  if (code != 0) return code;
  int right = CRYPTO_memcmp(verifier, kept.verifier, VERIFIER) == 0;
  printf(right ? "right: the key was derived, used and wiped\n" : "wrong\n");
  return right ? 0 : 1;
}

int main(int argc, char **argv) {
  if (argc == 3 && strcmp(argv[1], "new") == 0) return new_password(argv[2]);
  if (argc == 3 && strcmp(argv[1], "check") == 0) return check_password(argv[2]);
  fprintf(stderr, "usage: password new|check FILE\n");
  return 2;
}
