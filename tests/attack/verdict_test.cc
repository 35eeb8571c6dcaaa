/* verdict_test.cc: what tables come to, also those that no real machine shows. */
#include <gtest/gtest.h>

#include "tools/secmem/attack/report.h"

namespace {

/* As it should be: the control leaks, the rest is closed and promised. */
attack_table Good() {
  attack_table table = {};
  table.storages = ATTACK_OURS;
  for (int storage = 0; storage < ATTACK_OURS; storage++)
    for (int channel = 0; channel < ATTACK_CHANNELS; channel++) {
      attack_cell *cell = &table.cells[storage][channel];
      cell->storage = static_cast<attack_storage>(storage);
      cell->channel = static_cast<attack_channel>(channel);
      cell->result = storage == ATTACK_MALLOC ? ATTACK_LEAKED : ATTACK_CLOSED;
      cell->promised = storage != ATTACK_MALLOC;
    }
  return table;
}

TEST(Verdict, Kept) {
  attack_table table = Good();
  EXPECT_EQ(attack_table_verdict(&table), 0);
  EXPECT_EQ(attack_table_untested(&table), 0u);
}

TEST(Verdict, EveryBrokenPromise) {
  for (int storage = 1; storage < ATTACK_OURS; storage++)
    for (int channel = 0; channel < ATTACK_CHANNELS; channel++) {
      attack_table table = Good();
      table.cells[storage][channel].result = ATTACK_LEAKED;
      EXPECT_EQ(attack_table_verdict(&table), 1) << storage << " " << channel;
      table.cells[storage][channel].promised = false;
      EXPECT_EQ(attack_table_verdict(&table), 0) << storage << " " << channel;
    }
}

TEST(Verdict, BrokenAttackComesFirst) {
  for (int channel = 0; channel < ATTACK_CHANNELS; channel++) {
    attack_table table = Good();
    table.cells[ATTACK_MALLOC][channel].result = ATTACK_CLOSED;
    EXPECT_EQ(attack_table_verdict(&table), 3) << channel;
    table.cells[ATTACK_ENCLAVE][channel].result = ATTACK_LEAKED;
    EXPECT_EQ(attack_table_verdict(&table), 3) << channel;
  }
}

/* The C library notices some stray writes by itself: the attack works all the same. */
TEST(Verdict, ControlClosedByProof) {
  attack_table table = Good();
  attack_cell *control = &table.cells[ATTACK_MALLOC][ATTACK_UNDERFLOW];
  control->result = ATTACK_CLOSED;
  control->proved = true;
  EXPECT_EQ(attack_table_verdict(&table), 0);
}

TEST(Verdict, UntestedChannel) {
  attack_table table = Good();
  for (auto &row : table.cells) row[ATTACK_PTRACE].result = ATTACK_UNTESTED;
  EXPECT_EQ(attack_table_verdict(&table), 0);
  EXPECT_EQ(attack_table_untested(&table), size_t{ATTACK_OURS});
}

/* What other libraries do decides nothing, and one that is not there is not counted. */
TEST(Verdict, PeersDecideNothing) {
  attack_table table = Good();
  table.storages = ATTACK_STORAGES;
  for (int channel = 0; channel < ATTACK_CHANNELS; channel++) {
    table.cells[ATTACK_LIBSODIUM][channel].result = ATTACK_LEAKED;
    table.cells[ATTACK_OPENSSL][channel].result = ATTACK_MISSING;
    table.cells[ATTACK_LIBGCRYPT][channel].result = ATTACK_CLOSED;
  }
  EXPECT_EQ(attack_table_verdict(&table), 0);
  EXPECT_EQ(attack_table_untested(&table), 0u);
}

/* When nothing leaks anywhere, nothing was attacked. */
TEST(Verdict, NothingTested) {
  attack_table table = Good();
  for (auto &row : table.cells)
    for (attack_cell &cell : row) cell.result = ATTACK_UNTESTED;
  EXPECT_EQ(attack_table_verdict(&table), 3);
}

TEST(Verdict, Locked) {
  attack_table table = Good();
  attack_cell *cell = &table.cells[ATTACK_BUFFER][ATTACK_PTRACE];
  cell->safeguards.requested = MEMCALL_LOCKED | MEMCALL_NO_DUMP;
  cell->safeguards.in_force = MEMCALL_LOCKED | MEMCALL_NO_DUMP;
  EXPECT_TRUE(attack_table_locked(&table));
  cell->safeguards.in_force = MEMCALL_NO_DUMP;
  EXPECT_FALSE(attack_table_locked(&table));
}

}  // namespace
