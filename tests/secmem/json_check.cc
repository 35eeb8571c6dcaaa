/* json_check.cc: a recursive descent through the grammar of RFC 8259. */
#include "tests/secmem/json_check.h"

#include <cstring>

namespace {

class Reader {
 public:
  explicit Reader(const std::string &text) : at_(text.data()), end_(text.data() + text.size()) {}

  bool Whole() { return Value(0) && (Blanks(), at_ == end_); }

 private:
  void Blanks() {
    while (at_ < end_ && std::strchr(" \t\r\n", *at_) != nullptr && *at_ != '\0') at_++;
  }

  bool Take(char wanted) {
    Blanks();
    if (at_ == end_ || *at_ != wanted) return false;
    at_++;
    return true;
  }

  bool Word(const char *word) {
    size_t length = std::strlen(word);
    if (static_cast<size_t>(end_ - at_) < length || std::memcmp(at_, word, length) != 0)
      return false;
    at_ += length;
    return true;
  }

  bool Digits() {
    const char *start = at_;
    while (at_ < end_ && *at_ >= '0' && *at_ <= '9') at_++;
    return at_ != start;
  }

  bool Number() {
    if (at_ < end_ && *at_ == '-') at_++;
    if (at_ < end_ && *at_ == '0') {
      at_++;
    } else if (!Digits()) {
      return false;
    }
    if (at_ < end_ && *at_ == '.' && (at_++, !Digits())) return false;
    if (at_ < end_ && (*at_ == 'e' || *at_ == 'E')) {
      at_++;
      if (at_ < end_ && (*at_ == '+' || *at_ == '-')) at_++;
      if (!Digits()) return false;
    }
    return true;
  }

  bool Escape() {
    if (at_ == end_) return false;
    if (*at_ != 'u') return std::strchr("\"\\/bfnrt", *at_++) != nullptr;
    at_++;
    for (int i = 0; i < 4; i++, at_++)
      if (at_ == end_ || std::strchr("0123456789abcdefABCDEF", *at_) == nullptr) return false;
    return true;
  }

  /* Continuation bytes are counted, which is enough to find a byte that was passed through unlooked
     at. */
  bool Wide() {
    unsigned char first = static_cast<unsigned char>(*at_++);
    int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    if (first < 0xc2 || first > 0xf4) return false;
    for (; more > 0; more--, at_++)
      if (at_ == end_ || (static_cast<unsigned char>(*at_) & 0xc0) != 0x80) return false;
    return true;
  }

  bool String() {
    if (!Take('"')) return false;
    while (at_ < end_ && *at_ != '"') {
      unsigned char byte = static_cast<unsigned char>(*at_);
      if (byte < 0x20) return false;
      if (byte >= 0x80) {
        if (!Wide()) return false;
      } else if (at_++; byte == '\\' && !Escape()) {
        return false;
      }
    }
    return Take('"');
  }

  bool Members(int depth, char close, bool named) {
    if (Take(close)) return true;
    do {
      if (named && !(String() && Take(':'))) return false;
      if (!Value(depth + 1)) return false;
    } while (Take(','));
    return Take(close);
  }

  bool Value(int depth) {
    if (depth > 20) return false;
    Blanks();
    if (at_ == end_) return false;
    switch (*at_) {
      case '{':
        at_++;
        return Members(depth, '}', true);
      case '[':
        at_++;
        return Members(depth, ']', false);
      case '"':
        return String();
      case 't':
        return Word("true");
      case 'f':
        return Word("false");
      case 'n':
        return Word("null");
      default:
        return Number();
    }
  }

  const char *at_, *end_;
};

}  // namespace

bool IsJson(const std::string &text) { return Reader(text).Whole(); }

size_t CountOf(const std::string &text, const std::string &part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size()))
    count++;
  return count;
}
