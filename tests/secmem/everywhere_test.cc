/* everywhere_test.cc: the command as a user of any system starts it, through his shell. */
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/secmem/json_check.h"

namespace {

namespace fs = std::filesystem;

bool Has(const std::string &text, const std::string &part) {
  return text.find(part) != std::string::npos;
}

/* Tests start in the runfiles of this workspace. */
std::string Program() {
  fs::path path = fs::path("tools") / "secmem" / "secmem";
  if (!fs::exists(path)) path += ".exe";
  EXPECT_TRUE(fs::exists(path)) << "secmem is not among this test's data";
  return path.make_preferred().string();
}

struct Said {
  bool well; /* exit status 0 */
  std::string text;
};

/* A shell's redirection is the same on all systems. */
Said Secmem(const std::string &words) {
  Said said = {false, ""};
  const std::string file = testing::TempDir() + "said.txt";
  const std::string command = Program() + " " + words + " >\"" + file + "\" 2>&1";
  said.well = std::system(command.c_str()) == 0;
  FILE *from = std::fopen(file.c_str(), "rb");
  EXPECT_NE(from, nullptr) << command;
  if (from == nullptr) return said;
  for (int byte; (byte = std::getc(from)) != EOF;)
    if (byte != '\r') said.text.push_back(static_cast<char>(byte));
  std::fclose(from);
  std::remove(file.c_str());
  return said;
}

TEST(Everywhere, Help) {
  Said said = Secmem("--help");
  EXPECT_TRUE(said.well) << said.text;
  EXPECT_TRUE(Has(said.text, "SYNOPSIS")) << said.text;
  EXPECT_TRUE(Has(Secmem("--version").text, "secmem "));
}

TEST(Everywhere, Doctor) {
  Said said = Secmem("doctor");
  EXPECT_TRUE(said.well) << said.text;
  for (const char *part : {"run as", "system", "page size", "lock", "guard pages",
                           "A context with default options", "A context with relaxed options"})
    EXPECT_TRUE(Has(said.text, part)) << part << "\n" << said.text;
  EXPECT_FALSE(Has(said.text, "relaxed options does not work")) << said.text;
}

TEST(Everywhere, DoctorJson) {
  Said said = Secmem("doctor --json");
  EXPECT_TRUE(said.well) << said.text;
  EXPECT_TRUE(IsJson(said.text)) << said.text;
}

TEST(Everywhere, Bench) {
  Said said = Secmem("bench --json");
  EXPECT_TRUE(said.well) << said.text;
  EXPECT_TRUE(IsJson(said.text)) << said.text;
  size_t acts = CountOf(said.text, "\"act\": ");
  EXPECT_GE(acts, 12u) << said.text;
  EXPECT_EQ(CountOf(said.text, "\"median_ns\": "), acts) << said.text;
  EXPECT_EQ(CountOf(said.text, "\"floor\": true"), 2u) << said.text;
  EXPECT_FALSE(Has(said.text, "\"median_ns\": 0.00")) << said.text;
}

TEST(Everywhere, BenchText) {
  Said said = Secmem("bench --quiet");
  EXPECT_TRUE(said.well) << said.text;
  for (const char *part : {"malloc+free, 32 bytes", "seal+open, 1 MiB", "MiB/s", "locked  "})
    EXPECT_TRUE(Has(said.text, part)) << part << "\n" << said.text;
}

/* Where attacks are not known it says so, and asks for nothing first. */
TEST(Everywhere, Attack) {
  Said said = Secmem("attack --quiet");
  EXPECT_EQ(said.well, !Has(said.text, "for Linux only")) << said.text;
  EXPECT_TRUE(Has(said.text, "secmem attack: ")) << said.text;
}

TEST(Everywhere, WrongWords) {
  Said said = Secmem("frobnicate");
  EXPECT_FALSE(said.well);
  EXPECT_TRUE(Has(said.text, "\"frobnicate\"")) << said.text;
}

}  // namespace
