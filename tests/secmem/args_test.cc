/* args_test.cc: what is taken from a command line, and what is refused by name. */
#include "tools/secmem/args.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

struct Parsed {
  bool ok;
  secmem_args args;
  std::string error;
};

Parsed Parse(std::vector<std::string> words) {
  Parsed out = {};
  char error[200] = "";
  std::vector<char *> argv;
  static std::vector<std::string> kept; /* args point into the words */
  kept = std::move(words);
  static char program[] = "secmem";
  argv.push_back(program);
  for (std::string &word : kept) argv.push_back(word.data());
  argv.push_back(nullptr);
  out.ok = secmem_args_parse(static_cast<int>(argv.size()) - 1, argv.data(), &out.args, error,
                             sizeof error);
  out.error = error;
  return out;
}

TEST(Args, Subcommands) {
  EXPECT_EQ(Parse({"--help"}).args.command, SECMEM_HELP);
  EXPECT_EQ(Parse({"-h"}).args.command, SECMEM_HELP);
  EXPECT_EQ(Parse({"help"}).args.command, SECMEM_HELP);
  EXPECT_EQ(Parse({"--version"}).args.command, SECMEM_VERSION);
  EXPECT_EQ(Parse({"doctor"}).args.command, SECMEM_DOCTOR);
  EXPECT_EQ(Parse({"attack"}).args.command, SECMEM_ATTACK);
  EXPECT_EQ(Parse({"bench"}).args.command, SECMEM_BENCH);
  EXPECT_EQ(Parse({"attack", "--help"}).args.command, SECMEM_HELP);
}

TEST(Args, Flags) {
  Parsed all = Parse({"attack", "--json", "--quiet", "--no-color", "--secret-file", "key"});
  EXPECT_TRUE(all.ok) << all.error;
  EXPECT_TRUE(all.args.json && all.args.quiet && all.args.no_color);
  EXPECT_STREQ(all.args.secret_file, "key");
  EXPECT_STREQ(Parse({"attack", "--secret-file=a=b"}).args.secret_file, "a=b");
  EXPECT_STREQ(Parse({"attack", "--secret-file", "-"}).args.secret_file, "-");
  EXPECT_EQ(Parse({"attack"}).args.secret_file, nullptr);
  EXPECT_TRUE(Parse({"doctor", "--json"}).args.json);
  EXPECT_TRUE(Parse({"attack", "--html"}).args.html);
  EXPECT_TRUE(Parse({"attack", "--peers"}).args.peers);
  EXPECT_FALSE(Parse({"attack"}).args.peers);
  EXPECT_TRUE(Parse({"bench", "--quiet"}).args.quiet);
}

TEST(Args, RefusesByName) {
  const struct {
    std::vector<std::string> words;
    const char *named;
  } kCases[] = {
      {{"atack"}, "\"atack\""},
      {{"--frob"}, "\"--frob\""},
      {{""}, "\"\""},
      {{"attack", "--frob"}, "\"--frob\""},
      {{"attack", "key.bin"}, "\"key.bin\""},
      {{"attack", "--json=1"}, "\"--json=1\""},
      {{"attack", "--jso"}, "\"--jso\""},
      {{"attack", "--html=page.html"}, "\"--html=page.html\""},
      {{"attack", "--html", "--json"}, "choose one"},
      {{"doctor", "--html"}, "\"--html\""},
      {{"bench", "--html"}, "\"--html\""},
      {{"doctor", "--peers"}, "\"--peers\""},
      {{"attack", "--peers=all"}, "\"--peers=all\""},
      {{"bench", "--secret-file", "key"}, "\"--secret-file\""},
      {{"attack", "--secret-file"}, "--secret-file needs"},
      {{"attack", "--secret-file="}, "--secret-file needs"},
      {{"doctor", "--secret-file", "key"}, "\"--secret-file\""},
      {{"doctor", "--quiet"}, "\"--quiet\""},
      {{"--version", "now"}, "\"now\""},
      {{"--help", "--json"}, "\"--json\""},
  };
  for (const auto &it : kCases) {
    Parsed parsed = Parse(it.words);
    EXPECT_FALSE(parsed.ok) << it.named;
    EXPECT_NE(parsed.error.find(it.named), std::string::npos) << parsed.error;
  }
}

TEST(Args, NoneAndVeryLong) {
  Parsed none = Parse({});
  EXPECT_FALSE(none.ok);
  EXPECT_NE(none.error.find("subcommand"), std::string::npos);
  EXPECT_FALSE(Parse({std::string(5000, 'x')}).ok);
  EXPECT_FALSE(Parse({"attack", std::string(5000, 'x')}).ok);
}

}  // namespace
