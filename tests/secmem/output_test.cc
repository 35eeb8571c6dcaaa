/* output_test.cc: a report that does not get where it should: nobody takes it for one. */
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "tests/secmem/program.h"

namespace {

using Words = std::vector<std::string>;

class OutputTest : public testing::TestWithParam<Words> {};

void ExpectNoReport(const Outcome &outcome, const char *reason) {
  EXPECT_EQ(outcome.status, 2) << outcome.err;
  EXPECT_NE(outcome.err.find("secmem: the output could not be written: "), std::string::npos)
      << outcome.err;
  EXPECT_NE(outcome.err.find(reason), std::string::npos) << outcome.err;
}

TEST_P(OutputTest, FullDisk) {
  ExpectNoReport(RunSecmem({GetParam(), "", {}, [] { dup2(open("/dev/full", O_WRONLY), 1); }}),
                 "No space left on device");
}

TEST_P(OutputTest, ClosedOutput) {
  ExpectNoReport(RunSecmem({GetParam(), "", {}, [] { close(1); }}), "Bad file descriptor");
}

/* As `| head -1` does it: the reader goes away, and the writer ends as any other program. */
TEST_P(OutputTest, ReaderGoesAway) {
  Outcome outcome = RunSecmem({GetParam(), "", {}, [] {
                                 int ends[2];
                                 if (pipe(ends) != 0) _exit(99);
                                 signal(SIGPIPE, SIG_DFL);
                                 close(ends[0]);
                                 dup2(ends[1], 1);
                               }});
  EXPECT_EQ(outcome.status, 128 + SIGPIPE) << outcome.err;
  EXPECT_EQ(outcome.err, "");
}

/* Programs whose parent ignores broken pipes (Python's) are told of them. */
TEST_P(OutputTest, ReaderGoesAwayUnnoticed) {
  ExpectNoReport(RunSecmem({GetParam(),
                            "",
                            {},
                            [] {
                              int ends[2];
                              if (pipe(ends) != 0) _exit(99);
                              signal(SIGPIPE, SIG_IGN);
                              close(ends[0]);
                              dup2(ends[1], 1);
                            }}),
                 "Broken pipe");
}

TEST(OutputOfBench, FullDisk) {
  ExpectNoReport(RunSecmem({{"bench"}, "", {}, [] { dup2(open("/dev/full", O_WRONLY), 1); }}),
                 "No space left on device");
}

INSTANTIATE_TEST_SUITE_P(Of, OutputTest,
                         testing::Values(Words{"--help"}, Words{"--version"}, Words{"doctor"},
                                         Words{"doctor", "--json"}, Words{"attack", "--json"},
                                         Words{"attack", "--html"}));

}  // namespace
