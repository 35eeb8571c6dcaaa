/* recorder.c: the lines of recorded calls, and the script of those that fail. */
#include "tests/recording/recorder.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tests/recording/recorder_parts.h"

enum { LINES = 1 << 17, RULES = 16 };

typedef struct rule {
  const char *function;
  size_t nth, seen;
  int64_t code;
} rule;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char lines[LINES];
static size_t length;
static bool complete = true;
static rule rules[RULES];
static size_t rule_count;

/* --- Script ---------------------------------------------------------------------------------- */

void recorder_reset(void) {
  (void)pthread_mutex_lock(&lock);
  length = rule_count = 0;
  complete = true;
  (void)pthread_mutex_unlock(&lock);
  recorder_forget_names();
  recorded_system_reset();
}

void recorder_fail(const char *function, size_t nth, int64_t code) {
  (void)pthread_mutex_lock(&lock);
  if (rule_count < RULES)
    rules[rule_count++] = (rule){.function = function, .nth = nth, .code = code};
  (void)pthread_mutex_unlock(&lock);
}

void recorder_forget_rules(void) {
  (void)pthread_mutex_lock(&lock);
  rule_count = 0;
  (void)pthread_mutex_unlock(&lock);
}

/* Every rule of the function counts the call, also those that stand behind the one that decides. */
bool recorder_refuses(const char *function, int64_t *code) {
  bool refuses = false;
  (void)pthread_mutex_lock(&lock);
  for (size_t i = 0; i < rule_count; i++) {
    rule *one = &rules[i];
    if (strcmp(one->function, function) != 0) continue;
    one->seen++;
    if (refuses || (one->nth != 0 && one->nth != one->seen)) continue;
    refuses = true;
    *code = one->code;
  }
  (void)pthread_mutex_unlock(&lock);
  return refuses;
}

/* --- Lines ----------------------------------------------------------------------------------- */

void recorder_line(const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  (void)pthread_mutex_lock(&lock);
  const size_t room = LINES - length;
  const int written = vsnprintf(lines + length, room, format, arguments);
  if (written >= 0 && (size_t)written + 1 < room) {
    length += (size_t)written;
    lines[length++] = '\n';
  } else {
    complete = false;
  }
  (void)pthread_mutex_unlock(&lock);
  va_end(arguments);
}

bool recorder_take_lines(char *out, size_t size) {
  (void)pthread_mutex_lock(&lock);
  const bool fits = complete && length < size;
  const size_t count = length < size ? length : size - 1;
  memcpy(out, lines, count);
  out[count] = '\0';
  length = 0;
  complete = true;
  (void)pthread_mutex_unlock(&lock);
  return fits;
}

/* --- Names of numbers ------------------------------------------------------------------------ */

static void append(recorder_text *text, const char *more) {
  const size_t used = strlen(text->text);
  (void)snprintf(text->text + used, sizeof text->text - used, "%s%s", used == 0 ? "" : "|", more);
}

static recorder_text name_of_zero(const recorder_name *names) {
  recorder_text text = {"0"};
  for (; names->name != NULL; names++)
    if (names->number == 0) (void)snprintf(text.text, sizeof text.text, "%s", names->name);
  return text;
}

recorder_text recorder_flags(int64_t value, const recorder_name *names) {
  recorder_text text = {""};
  if (value == 0) return name_of_zero(names);
  for (; names->name != NULL; names++) {
    if (names->number == 0 || (value & names->number) != names->number) continue;
    append(&text, names->name);
    value &= ~names->number;
  }
  if (value != 0) {
    char digits[24];
    (void)snprintf(digits, sizeof digits, "0x%llx", (unsigned long long)value);
    append(&text, digits);
  }
  return text;
}

recorder_text recorder_value(int64_t value, const recorder_name *names) {
  recorder_text text;
  (void)snprintf(text.text, sizeof text.text, "%lld", (long long)value);
  for (; names->name != NULL; names++)
    if (names->number == value) (void)snprintf(text.text, sizeof text.text, "%s", names->name);
  return text;
}
