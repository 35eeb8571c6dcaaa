/* args.c: subcommands and their flags are two tables; what stands in neither is refused by name. */
#include "tools/secmem/args.h"

#include <stdio.h>
#include <string.h>

typedef struct subcommand {
  const char *name;
  secmem_command command;
} subcommand;

static const subcommand kSubcommands[] = {
    {"attack", SECMEM_ATTACK},        {"bench", SECMEM_BENCH},
    {"doctor", SECMEM_DOCTOR},        {"help", SECMEM_HELP},
    {"--help", SECMEM_HELP},          {"-h", SECMEM_HELP},
    {"version", SECMEM_VERSION},      {"--version", SECMEM_VERSION},
    {"attack-victim", SECMEM_VICTIM}, /* what `attack` starts; in no help */
};

enum { FOR_ATTACK = 1, FOR_DOCTOR = 2, FOR_BENCH = 4, FOR_ALL = 7 };

typedef struct flag {
  const char *name;
  int who;
  void (*set)(secmem_args *args, const char *value);
  bool takes_value;
} flag;

static void set_help(secmem_args *args, const char *value) {
  (void)value, args->command = SECMEM_HELP;
}
static void set_json(secmem_args *args, const char *value) { (void)value, args->json = true; }
static void set_html(secmem_args *args, const char *value) { (void)value, args->html = true; }
static void set_peers(secmem_args *args, const char *value) { (void)value, args->peers = true; }
static void set_quiet(secmem_args *args, const char *value) { (void)value, args->quiet = true; }
static void set_no_color(secmem_args *args, const char *value) {
  (void)value, args->no_color = true;
}
static void set_secret_file(secmem_args *args, const char *value) { args->secret_file = value; }

static const flag kFlags[] = {
    {"--help", FOR_ALL, set_help, false},
    {"-h", FOR_ALL, set_help, false},
    {"--json", FOR_ALL, set_json, false},
    {"--no-color", FOR_ALL, set_no_color, false},
    {"--quiet", FOR_ATTACK | FOR_BENCH, set_quiet, false},
    {"--html", FOR_ATTACK, set_html, false},
    {"--peers", FOR_ATTACK, set_peers, false},
    {"--secret-file", FOR_ATTACK, set_secret_file, true},
};

static const subcommand *subcommand_named(const char *word) {
  for (size_t i = 0; i < sizeof kSubcommands / sizeof *kSubcommands; i++)
    if (strcmp(word, kSubcommands[i].name) == 0) return &kSubcommands[i];
  return NULL;
}

/* Finds --name, and --name=value for a flag that takes one; *value is what stands behind the equals
   sign. */
static const flag *flag_named(const char *word, int who, const char **value) {
  size_t name_length = strcspn(word, "=");
  *value = word[name_length] == '=' ? word + name_length + 1 : NULL;
  for (size_t i = 0; i < sizeof kFlags / sizeof *kFlags; i++) {
    const flag *it = &kFlags[i];
    bool same = strlen(it->name) == name_length && strncmp(word, it->name, name_length) == 0;
    if (same && (it->who & who) != 0 && (*value == NULL || it->takes_value)) return it;
  }
  return NULL;
}

typedef struct cursor { /* where parsing stands */
  int argc, at;
  char **argv;
} cursor;

static bool take_flag(cursor *words, int who, secmem_args *out, char *error, size_t capacity) {
  const char *word = words->argv[words->at++], *command = words->argv[1], *value = NULL;
  const flag *found = flag_named(word, who, &value);
  if (found == NULL) {
    const char *kind = word[0] == '-' ? "flag" : "argument";
    snprintf(error, capacity, "%s: unknown %s \"%s\"", command, kind, word);
    return false;
  }
  if (found->takes_value && value == NULL && words->at < words->argc)
    value = words->argv[words->at++];
  if (found->takes_value && (value == NULL || *value == '\0')) {
    snprintf(error, capacity, "%s: %s needs a file name, or - for standard input", command,
             found->name);
    return false;
  }
  found->set(out, value);
  return true;
}

static int flags_of(secmem_command command) {
  if (command == SECMEM_ATTACK) return FOR_ATTACK;
  if (command == SECMEM_DOCTOR) return FOR_DOCTOR;
  return command == SECMEM_BENCH ? FOR_BENCH : 0;
}

static bool take_flags(int argc, char **argv, secmem_args *out, char *error, size_t capacity) {
  int who = flags_of(out->command);
  cursor words = {argc, 2, argv};
  while (words.at < argc)
    if (!take_flag(&words, who, out, error, capacity)) return false;
  if (!out->json || !out->html) return true;
  snprintf(error, capacity, "attack: --json and --html are two reports: choose one");
  return false;
}

bool secmem_args_parse(int argc, char **argv, secmem_args *out, char *error, size_t capacity) {
  *out = (secmem_args){.command = SECMEM_HELP};
  if (argc < 2) {
    snprintf(error, capacity, "a subcommand is missing");
    return false;
  }
  const subcommand *found = subcommand_named(argv[1]);
  if (found == NULL) {
    const char *kind = argv[1][0] == '-' ? "flag" : "subcommand";
    snprintf(error, capacity, "unknown %s \"%s\"", kind, argv[1]);
    return false;
  }
  out->command = found->command;
  if (found->command == SECMEM_VICTIM) return true; /* its words are its own */
  return take_flags(argc, argv, out, error, capacity);
}
