// stream_fixture.h: a stream of a factory that logs and remembers sites.
#ifndef TESTS_SECUREMEMORY_STREAM_FIXTURE_H
#define TESTS_SECUREMEMORY_STREAM_FIXTURE_H

#include "tests/memguard/stream/ends.h"
#include "tests/securememory/fixture.h"

namespace secret_test {

using stream_test::Giver;
using stream_test::Taker;

const size_t kChunk = 1000;

// As text, so that the ends of streams can give and take it.
inline std::string Text(size_t size) {
  Bytes bytes = Pattern(size);
  return std::string(bytes.begin(), bytes.end());
}

inline void CollectLine(const char* line, void* user) {
  static_cast<std::vector<std::string>*>(user)->push_back(line);
}

class WithStream : public World {
 public:
  void OpenAll(memguard_options context = memguard_options_relaxed()) {
    securememory_factory_options options = securememory_factory_options_default();
    options.flags = SECUREMEMORY_TRACK_SITES;
    options.log = CollectLine;
    options.log_user = &lines_;
    lines_.clear();
    Open(SECUREMEMORY_SEALED, &options, context);
    ASSERT_EQ(SECUREMEMORY_OK, securememory_stream_new(factory_, kChunk, &stream_));
  }
  void CloseAll() {
    securememory_stream_destroy(stream_);
    EXPECT_TRUE(Leaks().empty());
    EXPECT_EQ(0u, Metrics().in_use);
    Close();
  }

  void Put(const std::string& text) {
    EXPECT_EQ(SECUREMEMORY_OK, securememory_stream_write_copy(stream_, text.data(), text.size()));
  }

  // The bytes, or the name of the status.
  std::string Take(size_t capacity, decltype(&securememory_stream_read) call) {
    std::string bytes(capacity, '?');
    size_t got = 99;
    securememory_status status = call(stream_, &bytes[0], capacity, &got);
    if (status == SECUREMEMORY_OK) return bytes.substr(0, got);
    EXPECT_EQ(0u, got);
    return securememory_status_name(status);
  }
  std::string Read(size_t capacity) { return Take(capacity, securememory_stream_read); }
  std::string Peek(size_t capacity) { return Take(capacity, securememory_stream_peek); }

  std::vector<std::string> Leaks() {
    std::vector<std::string> lines;
    securememory_factory_leaks(factory_, CollectLine, &lines);
    return lines;
  }

  securememory_stream* stream_ = nullptr;
  std::vector<std::string> lines_;  // that the factory logged
};

}  // namespace secret_test

#endif
