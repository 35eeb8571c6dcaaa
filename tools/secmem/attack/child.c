/* child.c: pipes to a victim. Every wait is short and looks at the user's wish to stop. */
#include "tools/secmem/attack/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tools/secmem/attack/spawn.h"

enum { PATIENCE_S = 20, TICK_MS = 100 };

/* --- Waiting --------------------------------------------------------------------------------- */

static bool wait_readable(const attack_session *session, int from) {
  struct pollfd poll_for = {from, POLLIN, 0};
  for (int ticks = 0; ticks < PATIENCE_S * 1000 / TICK_MS; ticks++) {
    if (attack_is_cancelled(session)) return false;
    if (poll(&poll_for, 1, TICK_MS) > 0) return true;
  }
  return false;
}

static bool hear(const attack_session *session, int from, void *bytes, size_t length) {
  unsigned char *at = bytes;
  while (length != 0) {
    if (!wait_readable(session, from)) return false;
    ssize_t got = read(from, at, length);
    if (got == 0 || (got < 0 && errno != EINTR)) return false;
    if (got < 0) continue;
    at += got;
    length -= (size_t)got;
  }
  return true;
}

bool attack_child_hear(const attack_session *session, const attack_child *child,
                       attack_reply *out) {
  memset(out, 0, sizeof *out);
  if (!hear(session, child->from, out, sizeof *out)) return false;
  out->text[sizeof out->text - 1] = '\0';
  return true;
}

bool attack_child_hear_bytes(attack_session *session, const attack_child *child, uint64_t length,
                             void (*feed)(attack_search *, const unsigned char *, size_t)) {
  while (length != 0) {
    size_t wanted = length < ATTACK_CHUNK ? (size_t)length : ATTACK_CHUNK;
    if (!hear(session, child->from, session->chunk, wanted)) return false;
    feed(session->search, session->chunk, wanted);
    length -= wanted;
  }
  return true;
}

bool attack_child_hear_layout(const attack_session *session, const attack_child *child,
                              attack_layout *out) {
  return hear(session, child->from, out, sizeof *out);
}

/* --- The end --------------------------------------------------------------------------------- */

static int reap(attack_child *child) {
  int status = 0;
  while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR) continue;
  close(child->to);
  close(child->from);
  child->pid = -1;
  return status;
}

/* With all that it may have started: the victim leads a group of its own. */
static void kill_all(const attack_child *child) { kill(-child->pid, SIGKILL); }

void attack_child_stop(attack_child *child) {
  kill_all(child);
  reap(child);
}

/* The pipe ends when the process does: after its core file, if there is one. */
bool attack_child_end(const attack_session *session, attack_child *child, int *status) {
  unsigned char rest[256];
  bool ended = false;
  while (!ended && wait_readable(session, child->from)) {
    ssize_t got = read(child->from, rest, sizeof rest);
    ended = got == 0 || (got < 0 && errno != EINTR);
  }
  if (!ended) kill_all(child);
  *status = reap(child);
  return ended;
}

/* --- The start ------------------------------------------------------------------------------- */

/* Between two pipes whose far ends only the victim keeps. */
static int spawn(const attack_session *session, attack_child *out) {
  char program[] = "secmem", word[] = ATTACK_VICTIM_WORD;
  char *const words[] = {program, word, NULL};
  int down[2], up[2];
  if (pipe2(down, O_CLOEXEC) != 0) return errno;
  if (pipe2(up, O_CLOEXEC) != 0) {
    int error = errno;
    close(down[0]);
    close(down[1]);
    return error;
  }
  const int ends[2] = {down[0], up[1]};
  int error = attack_spawn(session->executable, words, ends, &out->pid);
  close(down[0]);
  close(up[1]);
  out->to = down[1];
  out->from = up[0];
  if (error == 0) return 0;
  close(out->to);
  close(out->from);
  return error;
}

/* A victim that cannot be made says why, and does not take the secret: a pipe that breaks is no
   answer yet. */
static void give_secret(const attack_session *session, attack_storage storage, attack_act act,
                        const attack_child *child) {
  attack_request request = {session->length, (uint32_t)storage, (uint32_t)act, ""};
  snprintf(request.folder, sizeof request.folder, "%s", session->folder);
  if (!attack_write_all(child->to, &request, sizeof request)) return;
  if (!attack_write_all(child->to, session->given, session->length)) return;
}

/* Why a victim that should be ready is not. */
static void explain(const attack_session *session, const attack_reply *reply, attack_cell *cell) {
  const char *why =
      attack_is_cancelled(session) ? "interrupted" : "the victim process did not answer";
  bool missing = reply->tag == ATTACK_SAYS_MISSING;
  if (missing || reply->tag == ATTACK_SAYS_FAILED) why = reply->text;
  attack_judge(cell, missing ? ATTACK_MISSING : ATTACK_UNTESTED, "%s", why);
}

static bool await_ready(const attack_session *session, const attack_child *child,
                        attack_cell *cell) {
  attack_reply reply = {.tag = 0};
  if (attack_child_hear(session, child, &reply) && reply.tag == ATTACK_SAYS_READY) {
    cell->safeguards = (memguard_safeguards){reply.requested, reply.in_force};
    return true;
  }
  explain(session, &reply, cell);
  return false;
}

bool attack_child_start(attack_session *session, attack_cell *cell, attack_act act,
                        attack_child *out) {
  int error = spawn(session, out);
  if (error != 0) {
    attack_judge(cell, ATTACK_UNTESTED, "no victim process: %s", strerror(error));
    return false;
  }
  give_secret(session, cell->storage, act, out);
  if (await_ready(session, out, cell)) return true;
  attack_child_stop(out);
  return false;
}

void attack_child_go(const attack_child *child) {
  const unsigned char go = 1;
  if (!attack_write_all(child->to, &go, 1))
    return; /* it ended; what it says, or does not say, tells */
}
