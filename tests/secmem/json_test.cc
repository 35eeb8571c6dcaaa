/* json_test.cc: what the writer writes is JSON, whatever stands in the texts. */
#include "tools/secmem/text/json.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "tests/secmem/json_check.h"

namespace {

/* Collects what is written to a stream. */
class Sheet {
 public:
  Sheet() : file_(open_memstream(&text_, &size_)) {}
  ~Sheet() {
    fclose(file_);
    free(text_);
  }
  FILE *file() { return file_; }
  std::string text() {
    fflush(file_);
    return std::string(text_, size_);
  }

 private:
  char *text_ = nullptr;
  size_t size_ = 0;
  FILE *file_;
};

std::string Written(const char *value) {
  Sheet sheet;
  json out = json_to(sheet.file());
  json_open(&out, nullptr, '{');
  json_text(&out, "key", value);
  json_close(&out, '}');
  return sheet.text();
}

TEST(JsonCheck, KnowsGoodFromBad) {
  for (const char *good :
       {"{}", "[]", "[1, -2.5e3, \"a\\u0041\", true, false, null]", " {\"a\": {\"b\": []}}\n", "0"})
    EXPECT_TRUE(IsJson(good)) << good;
  for (const char *bad : {"", "{", "{a: 1}", "[1,]", "{\"a\" 1}", "[1] 2", "\"\\x\"", "\"\x01\"",
                          "01", "1.", "\"\xff\"", "tru"})
    EXPECT_FALSE(IsJson(bad)) << bad;
}

TEST(Json, EmptyAndNested) {
  Sheet sheet;
  json out = json_to(sheet.file());
  json_open(&out, nullptr, '{');
  json_open(&out, "none", '[');
  json_close(&out, ']');
  json_open(&out, "some", '[');
  json_number(&out, nullptr, UINT64_MAX);
  json_bool(&out, nullptr, true);
  json_open(&out, nullptr, '{');
  json_close(&out, '}');
  json_text(&out, nullptr, "");
  json_close(&out, ']');
  json_close(&out, '}');
  EXPECT_TRUE(IsJson(sheet.text())) << sheet.text();
  EXPECT_NE(sheet.text().find("18446744073709551615"), std::string::npos);
}

TEST(Json, Escapes) {
  EXPECT_EQ(Written("a\"b\\c"), "{\n  \"key\": \"a\\\"b\\\\c\"\n}\n");
  EXPECT_EQ(Written("tab\there"), "{\n  \"key\": \"tab\\u0009here\"\n}\n");
  EXPECT_EQ(Written("\x7f"), "{\n  \"key\": \"\\u007f\"\n}\n");
}

TEST(Json, EveryByte) {
  for (int byte = 1; byte < 256; byte++) {
    const char text[] = {'a', static_cast<char>(byte), 'z', '\0'};
    EXPECT_TRUE(IsJson(Written(text))) << byte;
  }
}

TEST(Json, KeepsUtf8AndReplacesWhatIsNone) {
  EXPECT_NE(Written("\xc3\xa9").find("\xc3\xa9"), std::string::npos);
  EXPECT_NE(Written("\xf0\x9f\x94\x91").find("\xf0\x9f\x94\x91"), std::string::npos);
  for (const char *bad :
       {"\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff", "\xe2\x82"})
    EXPECT_NE(Written(bad).find("\\ufffd"), std::string::npos) << bad;
}

}  // namespace
