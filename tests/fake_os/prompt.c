/* prompt.c: terminals are the real system's; asking and reading can fail. */
#define _POSIX_C_SOURCE 200809L
#define _XOPEN_SOURCE 700

#include "tests/fake_os/fake.h"

memcall_answer real_prompt_begin(const char *text);
memcall_answer real_prompt_read(void *bytes, size_t size, size_t *got, memcall_host_typed *typed);
#define memcall_host_prompt_begin real_prompt_begin
#define memcall_host_prompt_read real_prompt_read
#include "lib/memcall/host/prompt_posix.c"
#undef memcall_host_prompt_begin
#undef memcall_host_prompt_read

static memcall_answer agree(fake_world *world, fake_call *call) {
  (void)world;
  return fake_ok(call);
}

memcall_answer memcall_host_prompt_begin(const char *text) {
  fake_call call = {.size = 0};
  memcall_answer answer = fake_perform("host_prompt_begin", agree, &call);
  return answer.status == MEMCALL_OK ? real_prompt_begin(text) : answer;
}

memcall_answer memcall_host_prompt_read(void *bytes, size_t size, size_t *got,
                                        memcall_host_typed *typed) {
  fake_call call = {.address = bytes, .size = size};
  *got = 0;
  memcall_answer answer = fake_perform("host_prompt_read", agree, &call);
  return answer.status == MEMCALL_OK ? real_prompt_read(bytes, size, got, typed) : answer;
}
