// Buffers from sources: whole, short, flaky and broken ones.
#include "memguard/process.h"
#include "tests/memguard/buffer/fixture.h"
#include "tests/memguard/buffer/source.h"

namespace buffer_test {
namespace {

std::string Letters(size_t size) {
  std::string letters(size, 'a');
  for (size_t i = 0; i < size; i++) letters[i] = static_cast<char>('a' + i % 23);
  return letters;
}

class Read : public BufferTest {
 protected:
  // It is frozen, flush with its pages, its canary whole; then it ends.
  void ExpectContent(const std::string& content, memguard_buffer* buffer) {
    ASSERT_NE(nullptr, buffer);
    EXPECT_EQ(content.size(), memguard_buffer_size(buffer));
    EXPECT_EQ(content, Content(buffer));
    EXPECT_EQ(MEMGUARD_READ_ONLY, memguard_buffer_protection(buffer));
    EXPECT_EQ(MEMGUARD_OK, memguard_buffer_verify(buffer));
    size_t pages = 0;
    unsigned char* first = inside_pages(buffer, &pages);
    EXPECT_EQ(first + pages, inside_bytes(buffer) + content.size());
    EXPECT_EQ((content.size() + Page() - 1) / Page() * Page(), pages) << "no page too many";
    EXPECT_EQ(1u, inside_live(context_));
    memguard_buffer_destroy(buffer);
  }

  void ExpectNone(const memguard_buffer* buffer) {
    EXPECT_EQ(nullptr, buffer);
    EXPECT_EQ(0u, inside_live(context_));
  }

  memguard_status Length(Source* source, size_t length) {
    return memguard_buffer_new_read(context_, source->Get(), length, &buffer_);
  }
  memguard_status Until(Source* source, unsigned char delimiter, size_t limit) {
    return memguard_buffer_new_read_until(context_, source->Get(), delimiter, limit, &buffer_);
  }
  memguard_status All(Source* source, size_t limit) {
    return memguard_buffer_new_read_all(context_, source->Get(), limit, &buffer_);
  }

  memguard_buffer* buffer_ = reinterpret_cast<memguard_buffer*>(this);
};

Source Of(const std::string& bytes, size_t chunk = SIZE_MAX, memguard_status last = MEMGUARD_OK) {
  Source source;
  source.bytes = bytes;
  source.chunk = chunk;
  source.last = last;
  return source;
}

const char kRead[] = "memguard_buffer_new_read";
const char kUntil[] = "memguard_buffer_new_read_until";
const char kAll[] = "memguard_buffer_new_read_all";

// --- So many bytes

TEST_F(Read, TakesItsLengthAndNoMore) {
  for (size_t size : {size_t{1}, size_t{32}, Page() - 1, Page(), Page() + 1, size_t{16000}}) {
    for (size_t chunk : {size_t{7}, size_t{SIZE_MAX}}) {
      Source source = Of(Letters(size + 10), chunk);
      EXPECT_EQ(MEMGUARD_OK, Length(&source, size)) << memcall_last_error()->text;
      EXPECT_EQ(size, source.at) << "the rest stays in the source";
      ExpectContent(Letters(size), buffer_);
    }
  }
}

TEST_F(Read, AnEarlyEndYieldsWhatCame) {
  for (size_t size : {size_t{1}, size_t{100}, Page(), Page() + 1, 2 * Page()}) {
    Source source = Of(Letters(size), 64);
    EXPECT_TRUE(Fails(MEMGUARD_ERR_END, kRead, Length(&source, 2 * Page() + 5)));
    ExpectContent(Letters(size), buffer_);
  }
  Source empty = Of("");
  EXPECT_TRUE(Fails(MEMGUARD_ERR_END, kRead, Length(&empty, 10)));
  ExpectNone(buffer_);
}

TEST_F(Read, AnErrorYieldsWhatCameWithIt) {
  Source source = Of(Letters(5000), 1000, MEMGUARD_ERR_IO);
  EXPECT_TRUE(Fails(MEMGUARD_ERR_IO, kRead, Length(&source, 9000)));
  ExpectContent(Letters(5000), buffer_);
  Source exact = Of(Letters(5000), 5000, MEMGUARD_ERR_DENIED);
  EXPECT_TRUE(Fails(MEMGUARD_ERR_IO, kRead, Length(&exact, 5000))) << "it was the source's last";
  ExpectContent(Letters(5000), buffer_);
  Source broken = Of("", 1, MEMGUARD_ERR_SYSTEM);
  EXPECT_TRUE(Fails(MEMGUARD_ERR_IO, kRead, Length(&broken, 10)));
  ExpectNone(buffer_);
}

// --- Up to a delimiter

TEST_F(Read, UntilStopsBehindTheDelimiter) {
  for (size_t size : {size_t{1}, size_t{31}, Page() - 1, Page(), size_t{4999}, 3 * Page() + 2}) {
    Source source = Of(Letters(size) + "\nthe rest\n");
    EXPECT_EQ(MEMGUARD_OK, Until(&source, '\n', 100000));
    EXPECT_EQ(size + 1, source.at) << "nothing behind it is taken";
    EXPECT_EQ(source.at, source.calls);
    ExpectContent(Letters(size), buffer_);
    EXPECT_EQ(MEMGUARD_OK, Until(&source, '\n', 100));
    ExpectContent("the rest", buffer_);
  }
}

TEST_F(Read, UntilTakesAnyByteAsDelimiter) {
  for (int delimiter : {0, 1, 0x7f, 0x80, 0xff}) {
    Source source = Of(std::string("secret") + static_cast<char>(delimiter) + "x");
    EXPECT_EQ(MEMGUARD_OK, Until(&source, static_cast<unsigned char>(delimiter), 6));
    ExpectContent("secret", buffer_);
  }
}

TEST_F(Read, UntilYieldsWhatCameBeforeAnEndWithoutDelimiter) {
  Source source = Of(Letters(5000));
  EXPECT_TRUE(Fails(MEMGUARD_ERR_END, kUntil, Until(&source, '\n', 5000)));
  ExpectContent(Letters(5000), buffer_);
  Source broken = Of(Letters(5000), 1, MEMGUARD_ERR_IO);
  EXPECT_TRUE(Fails(MEMGUARD_ERR_IO, kUntil, Until(&broken, '\n', 5000)));
  ExpectContent(Letters(5000), buffer_);
  Source with_delimiter = Of("secret\n", 1, MEMGUARD_ERR_IO);
  EXPECT_TRUE(Fails(MEMGUARD_ERR_IO, kUntil, Until(&with_delimiter, '\n', 10)));
  ExpectContent("secret", buffer_);
  Source empty = Of("");
  EXPECT_TRUE(Fails(MEMGUARD_ERR_END, kUntil, Until(&empty, '\n', 10)));
  ExpectNone(buffer_);
}

TEST_F(Read, UntilWithNothingBeforeTheDelimiterIsNoBuffer) {
  Source source = Of("\nrest");
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, kUntil, Until(&source, '\n', 10)));
  EXPECT_EQ(1u, source.at);
  ExpectNone(buffer_);
}

// --- To the end

TEST_F(Read, AllTakesEverything) {
  for (size_t size :
       {size_t{1}, size_t{16}, Page() - 1, Page(), Page() + 1, size_t{16000}, 9 * Page()}) {
    for (size_t chunk : {size_t{13}, size_t{SIZE_MAX}}) {
      Source source = Of(Letters(size), chunk);
      EXPECT_EQ(MEMGUARD_OK, All(&source, size)) << memcall_last_error()->text;
      ExpectContent(Letters(size), buffer_);
      Source again = Of(Letters(size), chunk);
      EXPECT_EQ(MEMGUARD_OK, All(&again, SIZE_MAX));
      ExpectContent(Letters(size), buffer_);
    }
  }
}

TEST_F(Read, AllYieldsWhatCameBeforeAnError) {
  Source source = Of(Letters(5000), 1000, MEMGUARD_ERR_IO);
  EXPECT_TRUE(Fails(MEMGUARD_ERR_IO, kAll, All(&source, 100000)));
  ExpectContent(Letters(5000), buffer_);
  Source empty = Of("");
  EXPECT_TRUE(Fails(MEMGUARD_ERR_END, kAll, All(&empty, 10)));
  ExpectNone(buffer_);
}

// --- Limits and lies

TEST_F(Read, MoreThanTheLimitIsNothing) {
  for (size_t limit : {size_t{1}, size_t{100}, Page() - 1, Page(), 2 * Page()}) {
    Source all = Of(Letters(limit + 1)), until = Of(Letters(limit + 1) + "\n");
    EXPECT_TRUE(Fails(MEMGUARD_ERR_TOO_SMALL, kAll, All(&all, limit))) << limit;
    ExpectNone(buffer_);
    EXPECT_TRUE(Fails(MEMGUARD_ERR_TOO_SMALL, kUntil, Until(&until, '\n', limit)));
    ExpectNone(buffer_);
    EXPECT_EQ(limit + 1, all.at);
    EXPECT_EQ(limit + 1, until.at);
    Source fits = Of(Letters(limit) + "\n");
    EXPECT_EQ(MEMGUARD_OK, Until(&fits, '\n', limit));
    ExpectContent(Letters(limit), buffer_);
  }
}

TEST_F(Read, ASourceThatClaimsMoreThanItWasAskedForHasFailed) {
  Source source = Of("secret");
  source.lie = 1;
  EXPECT_TRUE(Fails(MEMGUARD_ERR_IO, kRead, Length(&source, 6)));
  ExpectNone(buffer_);
  source.at = 0;
  EXPECT_TRUE(Fails(MEMGUARD_ERR_IO, kAll, All(&source, 6)));
  ExpectNone(buffer_);
  source.at = 0;
  EXPECT_TRUE(Fails(MEMGUARD_ERR_IO, kUntil, Until(&source, 't', 6)));
  ExpectNone(buffer_);
}

TEST_F(Read, ArgumentsAreCheckedBeforeTheSourceIsAsked) {
  Source source = Of("secret");
  const memguard_source kNone = {nullptr, nullptr};
  const struct {
    const char* operation;
    memguard_status answer;
  } kRows[] = {
      {kRead, memguard_buffer_new_read(context_, source.Get(), 0, &buffer_)},
      {kRead, memguard_buffer_new_read(context_, kNone, 1, &buffer_)},
      {kUntil, memguard_buffer_new_read_until(context_, source.Get(), 0, 0, &buffer_)},
      {kUntil, memguard_buffer_new_read_until(context_, kNone, 0, 1, &buffer_)},
      {kAll, memguard_buffer_new_read_all(context_, source.Get(), 0, &buffer_)},
      {kAll, memguard_buffer_new_read_all(context_, kNone, 1, &buffer_)},
      {"context", memguard_buffer_new_read(nullptr, source.Get(), 1, &buffer_)},
      {"context", memguard_buffer_new_read_until(nullptr, source.Get(), 0, 1, &buffer_)},
      {"context", memguard_buffer_new_read_all(nullptr, source.Get(), 1, &buffer_)},
      {kRead, memguard_buffer_new_read(context_, source.Get(), 1, nullptr)},
      {kUntil, memguard_buffer_new_read_until(context_, source.Get(), 0, 1, nullptr)},
      {kAll, memguard_buffer_new_read_all(context_, source.Get(), 1, nullptr)},
  };
  for (const auto& row : kRows) EXPECT_EQ(MEMGUARD_ERR_INVALID, row.answer) << row.operation;
  EXPECT_TRUE(Fails(MEMGUARD_ERR_INVALID, kAll, kRows[11].answer));
  EXPECT_EQ(MEMGUARD_ERR_OVERFLOW, Length(&source, SIZE_MAX));
  ExpectNone(buffer_);
  EXPECT_EQ(0u, source.calls);
}

// --- While it is being read

// Also when the content has moved on since, or the source went on as if nothing had happened.
TEST_F(Read, APurgeMeanwhileAnswersExpired) {
  for (auto act : {memguard_purge_all, memguard_emergency_wipe}) {
    for (size_t when : {size_t{1}, size_t{3}, size_t{9}}) {
      Source source = Of(Letters(10 * Page()), Page() + 1);
      source.during = [&] {
        if (source.calls == when) act();
      };
      EXPECT_TRUE(Fails(MEMGUARD_ERR_EXPIRED, kAll, All(&source, SIZE_MAX))) << when;
      ExpectNone(buffer_);
      EXPECT_EQ(when, source.calls) << "the rest is not asked for";
    }
    Source one = Of("secret\n");
    one.during = act;
    EXPECT_TRUE(Fails(MEMGUARD_ERR_EXPIRED, kRead, Length(&one, 6)));
    ExpectNone(buffer_);
    EXPECT_TRUE(Fails(MEMGUARD_ERR_EXPIRED, kUntil, Until(&one, '\n', 6)));
    ExpectNone(buffer_);
  }
}

TEST_F(Read, TheSourceMayUseTheLibrary) {
  Source inner = Of("inner"), outer = Of("outer");
  memguard_buffer* other = nullptr;
  outer.during = [&] {
    if (other == nullptr) {
      EXPECT_EQ(MEMGUARD_OK, memguard_buffer_new_read_all(context_, inner.Get(), 10, &other));
    }
    EXPECT_EQ(MEMGUARD_OK, inside_verify(context_));
  };
  EXPECT_EQ(MEMGUARD_OK, Length(&outer, 5));
  EXPECT_EQ("inner", Content(other));
  EXPECT_EQ("outer", Content(buffer_));
  memguard_buffer_destroy(other);
  memguard_buffer_destroy(buffer_);
}

}  // namespace
}  // namespace buffer_test
