/* prompt.c: a secret typed at the terminal, which shows nothing of it. The terminal's own line
   buffer in the kernel keeps a copy for a while; that is beyond a program's reach. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "memguard/memguard.h"
#include "tools/secmem/secret/secret.h"

static void say(const char *text) {
  if (write(STDERR_FILENO, text, strlen(text)) < 0)
    return; /* who cannot be asked may still answer */
}

/* Reads to the end of the line; a signal by which the user gives up ends it too. A line of a
   terminal never holds more than 4,095 bytes: termios(3). */
static bool read_line(int terminal, secret *out, size_t room) {
  ssize_t got = read(terminal, out->bytes, room);
  if (got > 0) out->length = (size_t)got;
  if (out->length != 0 && out->bytes[out->length - 1] == '\n') out->length--;
  return out->length != 0;
}

/* ^Z waits: a terminal that shows nothing is a bad thing to leave behind. */
static bool ask(int terminal, secret *out, size_t room) {
  struct termios before, silent;
  sigset_t stops, old;
  if (tcgetattr(terminal, &before) != 0) return false;
  silent = before;
  silent.c_lflag = (before.c_lflag & ~(tcflag_t)ECHO) | ICANON;
  sigemptyset(&stops);
  sigaddset(&stops, SIGTSTP);
  sigprocmask(SIG_BLOCK, &stops, &old);
  tcsetattr(terminal, TCSAFLUSH, &silent);
  say("secret (not shown; ends with the line): ");
  bool got = read_line(terminal, out, room);
  tcsetattr(terminal, TCSAFLUSH, &before);
  say("\n");
  sigprocmask(SIG_SETMASK, &old, NULL);
  return got;
}

bool secret_prompt(memguard_context *context, int terminal, secret *out, char *why,
                   size_t capacity) {
  const size_t room = 4096;
  out->bytes = memguard_malloc(context, room);
  if (out->bytes == NULL) {
    snprintf(why, capacity, "%s", memcall_last_error()->text);
    return false;
  }
  if (ask(terminal, out, room)) return true;
  secret_drop(context, out);
  snprintf(why, capacity, "nothing was typed");
  return false;
}
