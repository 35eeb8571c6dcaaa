/* wording.c: the sentences. */
#include "tools/secmem/attack/wording.h"

#include <stdio.h>
#include <string.h>

/* --- Notes ----------------------------------------------------------------------------------- */

/* That a search found nothing is in the table already; how a stray write was noticed is not. */
static bool worth_a_note(const attack_cell *cell) {
  if (cell->result == ATTACK_MISSING) return cell->channel == 0; /* once is enough */
  return cell->result != ATTACK_CLOSED || cell->channel >= ATTACK_OVERFLOW;
}

static bool same(const attack_table *table, int channel, int one, int other) {
  return strcmp(table->cells[one][channel].detail, table->cells[other][channel].detail) == 0;
}

static bool said_before(const attack_table *table, int channel, int storage) {
  for (int before = 0; before < storage; before++)
    if (same(table, channel, before, storage)) return true;
  return false;
}

static bool said_of_all(const attack_table *table, int channel) {
  for (int storage = 1; storage < table->storages; storage++)
    if (!same(table, channel, 0, storage)) return false;
  return true;
}

static void append(char *to, size_t capacity, const char *glue, const char *text) {
  size_t length = strlen(to);
  snprintf(to + length, capacity - length, "%s%s", glue, text);
}

bool attack_note(const attack_table *table, int channel, int storage, char *text, size_t capacity) {
  const char *glue = ": ";
  const attack_cell *cell = &table->cells[storage][channel];
  if (!worth_a_note(cell) || said_before(table, channel, storage)) return false;
  snprintf(text, capacity, "%s", cell->detail);
  for (int it = storage; it < table->storages && !said_of_all(table, channel); it++) {
    if (!same(table, channel, storage, it)) continue;
    append(text, capacity, glue, attack_storage_name((attack_storage)it));
    glue = ", ";
  }
  return true;
}

/* --- Words ----------------------------------------------------------------------------------- */

const attack_term *attack_terms(void) {
  static const attack_term kTerms[] = {
      {"leaked",
       "The secret came out, or 8 or more bytes of it in a row; or nobody noticed the stray "
       "write."},
      {"closed", "It did not come out; or the program noticed."},
      {"promised",
       "By the kind of storage, with the safeguards that are in force here. Heap slots, buffers, "
       "protected and guarded secrets are plain memory to whoever may read this process; hiding "
       "pages stops neither /proc/<pid>/mem nor ptrace, and a child of vfork has its parent's "
       "memory. That is not promised, and expected."},
      {NULL, NULL}};
  return kTerms;
}

const char *attack_limits_of_the_table(void) {
  return "This is about plaintext at rest. Whoever reads all memory at one instant (root, a "
         "hypervisor, kdump) also gets the key of enclaves, streams and sealed secrets and their "
         "ciphertext, and can open them, unless they were purged before.";
}

const char *attack_of_the_user(const attack_table *table) {
  return table->scene.ordinary
             ? "The attacker was an ordinary user: root is stopped by no permission, and may "
               "succeed "
               "where this attack was untested. Run it as root to see."
             : "The attacker was root: an ordinary user reaches no more than this, and his own "
               "processes only.";
}

const char *attack_storage_meaning(attack_storage storage) {
  static const char *const kMeanings[ATTACK_STORAGES] = {
      [ATTACK_MALLOC] = "The control: malloc and free, as any program uses them. Promises nothing.",
      [ATTACK_HEAP_SLOT] =
          "memguard_malloc: a slot between others in shared locked pages, canaries on both sides. "
          "Kept out of core files, gone in a child, wiped when it is freed.",
      [ATTACK_BUFFER] =
          "memguard_buffer: pages of its own between two guards; one byte past the "
          "end faults. Kept out of core files, gone in a child.",
      [ATTACK_HIDDEN_BUFFER] =
          "The same without page access, which stops process_vm_readv and stray pointers.",
      [ATTACK_ENCLAVE] =
          "memguard_enclave: ciphertext, so there is nothing to read. Stray writes and stale "
          "pointers are tried on the buffer that it opens into.",
      [ATTACK_STREAM] = "memguard_stream: ciphertext until it is read, then a buffer.",
      [ATTACK_SEALED] =
          "securememory's default: ciphertext while nobody is inside. Stray writes "
          "and stale pointers are tried on the heap slot that it opens into.",
      [ATTACK_PROTECTED] =
          "securememory: pages of its own, without access while nobody is inside. Promises what a "
          "hidden buffer does.",
      [ATTACK_GUARDED] =
          "securememory: pages of its own, always readable and never writable. "
          "Promises what a buffer does.",
      [ATTACK_LIBSODIUM] =
          "sodium_malloc of libsodium, for comparison: pages of its own, readable.",
      [ATTACK_OPENSSL] =
          "CRYPTO_secure_malloc of OpenSSL, for comparison. Its first slot, as here, lies at its "
          "heap's end, beside a guard.",
      [ATTACK_LIBGCRYPT] = "gcry_malloc_secure of libgcrypt, for comparison.",
  };
  return kMeanings[storage];
}

const char *attack_channel_meaning(attack_channel channel) {
  static const char *const kMeanings[ATTACK_CHANNELS] = {
      [ATTACK_CORE_DUMP] = "the victim aborts, and its core file is searched",
      [ATTACK_REGISTERS] = "the victim uses the secret and dies; its core file tells the registers",
      [ATTACK_PROC_MEM] = "another process reads its memory through /proc",
      [ATTACK_PROCESS_VM_READV] = "another process reads it by that call",
      [ATTACK_PTRACE] = "a debugger attaches and reads it",
      [ATTACK_FORK_CHILD] = "a child of the victim goes through its own copy",
      [ATTACK_VFORK_CHILD] = "a child that shares its memory (vfork, CLONE_VM) goes through it",
      [ATTACK_OVERFLOW] = "the victim writes one byte past the end",
      [ATTACK_UNDERFLOW] = "the victim writes one byte before the start",
      [ATTACK_READ_AFTER_FREE] = "the victim looks through a stale pointer",
  };
  return kMeanings[channel];
}

const char *attack_table_saying(const attack_table *table) {
  switch (attack_table_verdict(table)) {
    case ATTACK_EXIT_KEPT:
      return attack_table_untested(table) == 0 ? "Every promise was kept."
                                               : "Every promise that could be tested was kept.";
    case ATTACK_EXIT_BROKEN_PROMISE:
      return "A promise was broken: see LEAKED above.";
    default:
      return "The attack is broken: it fails on plain malloc too, and proves nothing there.";
  }
}

bool attack_breaks_promise(const attack_cell *cell) {
  return cell->result == ATTACK_LEAKED && cell->promised;
}
