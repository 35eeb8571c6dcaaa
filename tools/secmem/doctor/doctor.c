/* doctor.c: `secmem doctor`, as aligned text or as JSON. */
#include "tools/secmem/doctor/doctor.h"

#include <stdio.h>

#include "tools/secmem/text/json.h"
#include "tools/secmem/text/style.h"

enum { CONTEXTS = 2, LEVEL_WIDTH = 6, NAME_WIDTH = 16, ROOMY = 60 };

typedef struct diagnosis {
  doctor_findings findings;
  doctor_context contexts[CONTEXTS];
} diagnosis;

/* --- Text ------------------------------------------------------------------------------------ */

/* On a narrow terminal the text stands below the name. Returns how far it is indented. */
static int print_name(const doctor_finding *it, const text_style *style) {
  static const text_colour kColours[] = {TEXT_GREEN, TEXT_YELLOW, TEXT_RED};
  text_put(style, kColours[it->level], LEVEL_WIDTH, doctor_level_name(it->level));
  if (style->columns >= ROOMY) {
    text_put(style, TEXT_PLAIN, NAME_WIDTH, it->name);
    return LEVEL_WIDTH + NAME_WIDTH;
  }
  fprintf(style->to, "%s\n", it->name);
  text_put(style, TEXT_PLAIN, LEVEL_WIDTH, "");
  return LEVEL_WIDTH;
}

static void print_finding(const doctor_finding *it, const text_style *style) {
  char text[600];
  int indent = print_name(it, style);
  snprintf(text, sizeof text, "%s%s%s", it->value, it->meaning[0] != '\0' ? ": " : "", it->meaning);
  text_wrap(style, indent, text);
  if (it->fix[0] == '\0') return;
  text_put(style, TEXT_PLAIN, indent, "");
  snprintf(text, sizeof text, "fix: %s", it->fix);
  text_wrap(style, indent, text);
}

/* A context describes itself in lines; why there is none is one sentence. */
static void print_context(const doctor_context *it, const text_style *style) {
  char title[64];
  snprintf(title, sizeof title, "A context with %s options%s", it->options,
           it->works ? "" : " does not work here");
  putc('\n', style->to);
  text_title(style, title);
  text_put(style, TEXT_PLAIN, LEVEL_WIDTH, "");
  text_wrap(style, LEVEL_WIDTH, it->text);
}

static void print_text(const diagnosis *all, const text_style *style) {
  text_title(style, "What this machine gives to secrets, and what it lacks");
  for (size_t i = 0; i < all->findings.count; i++) print_finding(&all->findings.all[i], style);
  for (int i = 0; i < CONTEXTS; i++) print_context(&all->contexts[i], style);
}

/* --- JSON ------------------------------------------------------------------------------------ */

static void put_finding(const doctor_finding *it, json *out) {
  json_open(out, NULL, '{');
  json_text(out, "name", it->name);
  json_text(out, "level", doctor_level_name(it->level));
  json_text(out, "value", it->value);
  json_text(out, "meaning", it->meaning);
  json_text(out, "fix", it->fix);
  json_close(out, '}');
}

static void put_context(const doctor_context *it, json *out) {
  json_open(out, NULL, '{');
  json_text(out, "options", it->options);
  json_bool(out, "works", it->works);
  json_text(out, "text", it->text);
  json_close(out, '}');
}

static void print_json(const diagnosis *all, FILE *to) {
  json out = json_to(to);
  json_open(&out, NULL, '{');
  json_open(&out, "findings", '[');
  for (size_t i = 0; i < all->findings.count; i++) put_finding(&all->findings.all[i], &out);
  json_close(&out, ']');
  json_open(&out, "contexts", '[');
  for (int i = 0; i < CONTEXTS; i++) put_context(&all->contexts[i], &out);
  json_close(&out, ']');
  json_close(&out, '}');
}

int doctor_command(bool as_json, bool no_color) {
  diagnosis all = {.findings = {.count = 0}};
  text_style style = text_style_for(stdout, no_color);
  doctor_look_at_limits(&all.findings);
  doctor_look_at_safeguards(&all.findings);
  doctor_look_at_system(&all.findings);
  doctor_look_at_contexts(all.contexts);
  if (as_json) {
    print_json(&all, stdout);
  } else {
    print_text(&all, &style);
  }
  return 0;
}
