/* wait.c: threads wait as on the real system; the means for it can be refused. */
#define _POSIX_C_SOURCE 200809L

#include "tests/fake_os/fake.h"

memcall_answer real_event_new(memcall_host_event **out);
#define memcall_host_event_new real_event_new
#include "lib/memcall/host/wait_posix.c"
#undef memcall_host_event_new

static memcall_answer agree(fake_world *world, fake_call *call) {
  (void)world;
  return fake_ok(call);
}

memcall_answer memcall_host_event_new(memcall_host_event **out) {
  fake_call call = {.size = 0};
  *out = NULL;
  memcall_answer answer = fake_perform("host_event_new", agree, &call);
  return answer.status == MEMCALL_OK ? real_event_new(out) : answer;
}
