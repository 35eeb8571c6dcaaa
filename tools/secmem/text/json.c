/* json.c: commas, line breaks and escapes. */
#include "tools/secmem/text/json.h"

#include "tools/secmem/text/utf8.h"

/* Paths and kernel settings may hold any byte: one that is no UTF-8 becomes U+FFFD. Returns how
   many bytes were used. */
static size_t put_wide(FILE *to, const unsigned char *at) {
  size_t length = utf8_sequence(at);
  if (length == 0) {
    fputs("\\ufffd", to);
    return 1;
  }
  fwrite(at, 1, length, to);
  return length;
}

static void put_narrow(FILE *to, unsigned char byte) {
  if (byte == '"' || byte == '\\') {
    fprintf(to, "\\%c", byte);
  } else if (byte < 0x20 || byte == 0x7f) {
    fprintf(to, "\\u%04x", byte);
  } else {
    putc(byte, to);
  }
}

static void put_string(FILE *to, const char *text) {
  const unsigned char *at = (const unsigned char *)text;
  putc('"', to);
  while (*at != '\0') {
    if (*at < 0x80) {
      put_narrow(to, *at++);
    } else {
      at += put_wide(to, at);
    }
  }
  putc('"', to);
}

static void indent(const json *out) {
  putc('\n', out->to);
  for (unsigned i = 0; i < out->depth; i++) fputs("  ", out->to);
}

static void begin(json *out, const char *key) {
  if (out->filled) putc(',', out->to);
  if (out->depth != 0) indent(out);
  out->filled = true;
  if (key == NULL) return;
  put_string(out->to, key);
  fputs(": ", out->to);
}

json json_to(FILE *to) { return (json){.to = to}; }

void json_open(json *out, const char *key, char bracket) {
  begin(out, key);
  putc(bracket, out->to);
  out->depth++;
  out->filled = false;
}

void json_close(json *out, char bracket) {
  out->depth--;
  if (out->filled) indent(out);
  putc(bracket, out->to);
  out->filled = true;
  if (out->depth == 0) putc('\n', out->to);
}

void json_text(json *out, const char *key, const char *value) {
  begin(out, key);
  put_string(out->to, value);
}

void json_number(json *out, const char *key, uint64_t value) {
  begin(out, key);
  fprintf(out->to, "%llu", (unsigned long long)value);
}

void json_decimal(json *out, const char *key, double value) {
  begin(out, key);
  fprintf(out->to, "%.2f", value);
}

void json_bool(json *out, const char *key, bool value) {
  begin(out, key);
  fputs(value ? "true" : "false", out->to);
}
