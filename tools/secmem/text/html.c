/* html.c: references and replacements. */
#include "tools/secmem/text/html.h"

#include <stdbool.h>
#include <string.h>

#include "tools/secmem/text/utf8.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

static void put_narrow(FILE *to, unsigned char byte) {
  static const struct {
    char byte;
    const char *reference;
  } kReferences[] = {
      {'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
  for (size_t i = 0; i < sizeof kReferences / sizeof *kReferences; i++)
    if ((unsigned char)kReferences[i].byte == byte) {
      fputs(kReferences[i].reference, to);
      return;
    }
  if (byte < 0x20 || byte == 0x7f) {
    fputs(REPLACEMENT, to);
  } else {
    putc(byte, to);
  }
}

/* U+FFFE and U+FFFF are no characters of XML, and U+0080 to U+009F are controls. */
static bool allowed(const unsigned char *at) {
  if (at[0] == 0xc2) return at[1] >= 0xa0;
  return memcmp(at, "\xef\xbf\xbe", 2) != 0 || at[2] < 0xbe;
}

void html_text(FILE *to, const char *text) {
  const unsigned char *at = (const unsigned char *)text;
  while (*at != '\0') {
    size_t length = *at < 0x80 ? 1 : utf8_sequence(at);
    if (length == 1) {
      put_narrow(to, *at);
    } else if (length != 0 && allowed(at)) {
      fwrite(at, 1, length, to);
    } else {
      fputs(REPLACEMENT, to);
    }
    at += length != 0 ? length : 1;
  }
}
