/* victim.c: the process that is attacked. It reads the secret from the pipe straight to its place,
   says so, and then does as it is told. Nothing else in it ever holds the secret: no stdio, no
   buffer, no argument, no variable. */
#include "tools/secmem/attack/victim.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tools/secmem/attack/command.h"

enum { FROM = 0, TO = 1, LARGEST = 1 << 20 };

void attack_say(const attack_reply *reply) {
  if (!attack_write_all(TO, reply, sizeof *reply)) _exit(1);
}

void attack_say_tag(attack_tag tag) {
  attack_reply reply = {.tag = (uint32_t)tag};
  attack_say(&reply);
}

static const char *kind_name(memguard_violation_kind kind) {
  switch (kind) {
    case MEMGUARD_VIOLATION_OVERFLOW:
      return "overflow";
    case MEMGUARD_VIOLATION_UNDERFLOW:
      return "underflow";
    case MEMGUARD_VIOLATION_DOUBLE_FREE:
      return "double free";
    case MEMGUARD_VIOLATION_FOREIGN_POINTER:
      return "foreign pointer";
    case MEMGUARD_VIOLATION_WRITE_AFTER_FREE:
      return "write after free";
  }
  return "corruption";
}

/* Runs in a corrupted process: says what was found, and ends. */
static void on_violation(const memguard_violation *what, void *user) {
  (void)user;
  attack_reply reply = {.tag = ATTACK_SAYS_VIOLATION, .code = (int32_t)what->kind};
  snprintf(reply.text, sizeof reply.text, "%s found by %s", kind_name(what->kind), what->function);
  attack_say(&reply);
  _exit(0);
}

static int fail(const char *what) {
  attack_reply reply = {.tag = ATTACK_SAYS_FAILED, .code = errno};
  const memcall_error *error = memcall_last_error();
  const char *text = error->status != MEMCALL_OK ? error->text : strerror(reply.code);
  snprintf(reply.text, sizeof reply.text, "%s: %s", what, text);
  attack_say(&reply);
  return 1;
}

static bool make_context(attack_vault *vault) {
  memguard_options options = memguard_options_relaxed();
  options.on_violation = on_violation;
  return memguard_context_new(&options, &vault->context) == MEMGUARD_OK;
}

static void say_ready(const attack_vault *vault) {
  attack_reply reply = {.tag = ATTACK_SAYS_READY,
                        .requested = vault->safeguards.requested,
                        .in_force = vault->safeguards.in_force};
  attack_say(&reply);
}

/* A byte says go; the end of the pipe says that the attacker has what it wanted, or is gone. */
static bool told_to_act(void) {
  unsigned char go;
  return attack_read_all(FROM, &go, 1);
}

/* Another library that may not be here. */
static bool find(const attack_keeper *keeper) {
  attack_reply reply = {.tag = ATTACK_SAYS_MISSING};
  if (keeper->find == NULL || keeper->find(reply.text, sizeof reply.text)) return true;
  attack_say(&reply);
  return false;
}

static int serve(const attack_request *request) {
  attack_vault vault = {.length = (size_t)request->length};
  const attack_keeper *keeper = attack_keeper_of((attack_storage)request->storage);
  if (!find(keeper)) return 1;
  if (!make_context(&vault)) return fail("no context");
  if (!keeper->keep(&vault, FROM)) return fail("the secret could not be kept");
  say_ready(&vault);
  if (!told_to_act()) return 0;
  bool done = attack_act_out((attack_act)request->act, keeper, &vault, request->folder);
  return done ? 0 : fail("the act could not be done");
}

/* The numbers are the attacker's own; anything else was typed by hand. */
static bool take_request(attack_request *out) {
  return attack_read_all(FROM, out, sizeof *out) && out->length <= LARGEST &&
         out->storage < ATTACK_STORAGES && out->act < ATTACK_ACTS &&
         memchr(out->folder, '\0', sizeof out->folder) != NULL;
}

int attack_victim_main(int argc, char **argv) {
  attack_request request;
  (void)argv;
  attack_victim_settle();
  if (argc == 2 && take_request(&request)) return serve(&request);
  fputs("secmem: attack-victim is started by \"secmem attack\" only\n", stderr);
  return ATTACK_EXIT_REFUSED;
}
