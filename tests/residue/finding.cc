#include "tests/residue/finding.h"

#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <ctime>

namespace residue_test {

std::ostream& operator<<(std::ostream& out, const Finding& finding) {
  return out << finding.trouble << " memory: " << finding.memory_keys << " of keys, "
             << finding.memory_plain << " of the plaintext; core: " << finding.core_keys
             << " of keys, " << finding.core_plain << " of the plaintext, " << finding.core_halves
             << " of halves" << (finding.four ? "; four bytes in a register" : "");
}

bool MayStand(const residue_act& act, const residue_kind& kind) {
  return act.place == RESIDUE_STANDS ||
         (act.place == RESIDUE_RESTS && kind.rest != SECUREMEMORY_SEALED);
}

// --- Deeds ----------------------------------------------------------------------------------------

namespace {

// Acts without a key are the same under every AEAD; other kinds of rest are secrets' alone.
void Add(const residue_acts& acts, bool keys, bool rests, std::vector<Deed>* deeds) {
  for (size_t i = 0; i < acts.count; i++)
    for (size_t j = 0; j < residue_kinds_count; j++) {
      const residue_kind& kind = residue_kinds[j];
      if (j != 0 && !(kind.rest == SECUREMEMORY_SEALED ? keys : rests)) continue;
      deeds->push_back({&acts.acts[i], &kind});
    }
}

}  // namespace

std::vector<Deed> AllDeeds() {
  std::vector<Deed> deeds;
  Add(residue_enclave_acts, true, false, &deeds);
  Add(residue_stream_acts, true, false, &deeds);
  Add(residue_byte_acts, false, false, &deeds);
  Add(residue_secret_acts, true, true, &deeds);
  Add(residue_thread_acts, true, false, &deeds);
  return deeds;
}

std::string NameOf(const Deed& deed) { return std::string(deed.act->name) + "_" + deed.kind->name; }

// --- The hunt -------------------------------------------------------------------------------------

void ResidueTest::SetUp() {
  char why[200] = "";
  hunt_ = residue_hunt_new(why, sizeof why);
  if (hunt_ == nullptr) GTEST_SKIP() << why;
}

void ResidueTest::TearDown() { residue_hunt_free(hunt_); }

void ResidueTest::Start(const residue_victim& victim) {
  pid_ = fork();
  ASSERT_GE(pid_, 0);
  if (pid_ == 0) residue_die_acting(table_, &victim, residue_hunt_folder(hunt_));
}

bool ResidueTest::WaitUntilItWaits(Finding* finding) {
  const timespec moment = {0, 100000};
  int status = 0;
  while (residue_get(table_) != RESIDUE_WAITS) {
    if (waitpid(pid_, &status, WNOHANG) == pid_) {
      finding->trouble = std::string("the victim ended early: ") + table_->trouble;
      return false;
    }
    nanosleep(&moment, nullptr);
  }
  if (!table_->as_expected) finding->trouble = std::string("the act failed: ") + table_->trouble;
  return true;
}

void ResidueTest::SearchMemory(Finding* finding) {
  const residue_bytes& keys = table_->keys;
  finding->memory_read = residue_hunt_memory(hunt_, pid_, table_, table_->plain,
                                             sizeof table_->plain, &finding->memory_plain);
  if (keys.length != 0)
    residue_hunt_memory(hunt_, pid_, table_, keys.bytes, keys.length, &finding->memory_keys);
}

void ResidueTest::SearchCore(Finding* finding) {
  const residue_bytes &keys = table_->keys, &halves = table_->halves;
  int file = residue_hunt_core(hunt_, pid_);
  if (file < 0) {
    finding->trouble += " no whole core file";
    return;
  }
  bool all = residue_hunt_file(hunt_, file, table_->plain, RESIDUE_PLAIN, &finding->core_plain) &&
             residue_hunt_file(hunt_, file, keys.bytes, keys.length, &finding->core_keys) &&
             residue_hunt_file(hunt_, file, halves.bytes, halves.length, &finding->core_halves);
  if (!all) finding->trouble += " the core file could not be read";
  finding->notes = NotesOf(file);
  finding->four = HasFour(finding->notes.registers, table_->plain, RESIDUE_PLAIN) ||
                  HasFour(finding->notes.registers, keys.bytes, keys.length);
  close(file);
}

Finding ResidueTest::Hunt(const residue_victim& victim) {
  Finding finding;
  int status = 0;
  table_ = residue_table_new();
  if (table_ == nullptr) return finding.trouble = "no memory", finding;
  Start(victim);
  if (WaitUntilItWaits(&finding)) {
    SearchMemory(&finding);
    residue_set(table_, RESIDUE_MAY_DIE);
    waitpid(pid_, &status, 0);
    if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGILL || !WCOREDUMP(status))
      finding.trouble += " the kernel wrote no core file";
    SearchCore(&finding);
  }
  finding.threads = table_->threads;
  residue_table_free(table_);
  return finding;
}

Finding ResidueTest::HuntPatiently(const residue_victim& victim) {
  Finding finding = Hunt(victim);
  for (int i = 0; i < 2 && finding.four; i++) {
    const Finding again = Hunt(victim);
    finding.four = again.four;
    finding.trouble += again.trouble;
  }
  return finding;
}

}  // namespace residue_test
