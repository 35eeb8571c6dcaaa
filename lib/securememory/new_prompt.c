/* new_prompt.c: a secret typed by a person, from the terminal straight into locked memory. */
#include "lib/memguard/scrub/scrub.h"
#include "lib/securememory/secret.h"

#define FUNCTION "securememory_secret_new_prompt"
#define LONGEST 4094 /* bytes; Linux cuts lines off at 4,095 and does not say so */

static securememory_status fail(securememory_status status, const char *text) {
  return securememory_report_error(status, FUNCTION, text);
}

/* --- One at a time --------------------------------------------------------------------------- */

static _Atomic uint64_t asking; /* the process that asks; a child's parent is nobody to wait for */

static securememory_status take_turn(void) {
  uint64_t own = memcall_host_process(), before = atomic_load(&asking);
  while (before != own)
    if (atomic_compare_exchange_weak(&asking, &before, own)) return SECUREMEMORY_OK;
  return fail(SECUREMEMORY_ERR_BUSY, "another thread is asking at the terminal");
}

/* --- Asking ---------------------------------------------------------------------------------- */

typedef struct question {
  const char *text;
  size_t limit;
  unsigned char *bytes;
  size_t room, length;
} question;

static securememory_status answer_to(memcall_answer answer) {
  if (answer.status == MEMCALL_OK) return SECUREMEMORY_OK;
  return (securememory_status)memcall_report_answer(answer);
}

static securememory_status ask(question *asked, memcall_host_typed *typed) {
  memcall_answer answer = memcall_host_prompt_begin(asked->text);
  if (answer.status == MEMCALL_ERR_UNSUPPORTED) return fail(SECUREMEMORY_ERR_NO_TERMINAL, NULL);
  if (answer.status != MEMCALL_OK) return answer_to(answer);
  answer = memcall_host_prompt_read(asked->bytes, asked->room, &asked->length, typed);
  memcall_host_prompt_end();
  if (answer.status == MEMCALL_OK) return SECUREMEMORY_OK;
  return fail(SECUREMEMORY_ERR_IO, "the terminal could not be read");
}

/* What a signal does to the process, it does when nothing typed is left. */
static securememory_status ask_until_answered(question *asked) {
  for (;;) {
    memcall_host_typed typed = MEMCALL_HOST_NO_MORE;
    securememory_status status = ask(asked, &typed);
    if (status != SECUREMEMORY_OK || typed == MEMCALL_HOST_LINE) return status;
    memguard_wipe(asked->bytes, asked->room);
    if (typed == MEMCALL_HOST_TOO_LONG)
      return fail(SECUREMEMORY_ERR_TOO_SMALL, "more was typed than the limit");
    if (typed == MEMCALL_HOST_NO_MORE || !memcall_host_prompt_pass_on())
      return fail(SECUREMEMORY_ERR_CANCELLED, NULL);
  }
}

static securememory_status check(const question *asked) {
  if (asked->length == 0) return fail(SECUREMEMORY_ERR_END, "nothing was typed");
  if (asked->length > asked->limit)
    return fail(SECUREMEMORY_ERR_TOO_SMALL, "more was typed than the limit");
  return SECUREMEMORY_OK;
}

static securememory_status ask_in(securememory_factory *factory, question *asked, const void *site,
                                  securememory_secret **out) {
  memguard_context *context = securememory_factory_context(factory);
  asked->room = memcall_host_prompt_room(asked->limit);
  asked->bytes = memguard_malloc(context, asked->room);
  if (asked->bytes == NULL)
    return securememory_count_failure(factory, (securememory_status)memcall_last_error()->status);
  securememory_status status = ask_until_answered(asked);
  if (status == SECUREMEMORY_OK) status = check(asked);
  status = status == SECUREMEMORY_OK
               ? securememory_make(factory, asked->bytes, asked->length, site, FUNCTION, out)
               : securememory_count_failure(factory, status);
  memguard_free(context, asked->bytes);
  return status;
}

MEMGUARD_APART static securememory_status take_answer(securememory_factory *factory,
                                                      question *asked, const void *site,
                                                      securememory_secret **out) {
  securememory_status status = take_turn();
  if (status != SECUREMEMORY_OK) return status;
  status = ask_in(factory, asked, site, out);
  atomic_store(&asking, 0);
  return status;
}

securememory_status securememory_secret_new_prompt(securememory_factory *factory,
                                                   const char *prompt, size_t limit,
                                                   securememory_secret **out) {
  question asked = {.text = prompt, .limit = limit < LONGEST ? limit : LONGEST};
  securememory_status status = securememory_check_new(factory, out, FUNCTION);
  if (status != SECUREMEMORY_OK) return status;
  if (prompt == NULL || limit == 0)
    return fail(SECUREMEMORY_ERR_INVALID, "the prompt or the limit is missing");
  status = take_answer(factory, &asked, SECUREMEMORY_SITE, out);
  memguard_scrub();
  return status;
}
