/* process.c: threads, pipes, stacks and handlers of seam 2 are the real system's, since tests of them
   end processes; but each call that may fail is an operation here, which a test can fail. */
#include "tests/fake_os/fake.h"

/* lib/memcall/host under other names: see BUILD.bazel. */
memcall_answer fake_real_start_thread(const memcall_host_task *task);
memcall_answer fake_real_prepare_thread(bool *needs_stack);
memcall_answer fake_real_take_signal_stack(void *stack, size_t size,
                                           memcall_host_stack_fn give_back, void *owner);
memcall_answer fake_real_pipe_open(memcall_host_pipe *out);
memcall_answer fake_real_catch(int signal, memcall_host_signal_fn tell, bool *ignored);
memcall_answer fake_real_catch_faults(memcall_host_fault_fn tell);

static memcall_answer agree(fake_world *world, fake_call *call) {
  (void)world;
  return fake_ok(call);
}

static memcall_answer ask(const char *operation) {
  fake_call call = {.operation = operation};
  return fake_perform(operation, agree, &call);
}

memcall_answer memcall_host_start_thread(const memcall_host_task *task) {
  memcall_answer answer = ask("host_start_thread");
  return answer.status == MEMCALL_OK ? fake_real_start_thread(task) : answer;
}

memcall_answer memcall_host_prepare_thread(bool *needs_stack) {
  memcall_answer answer = ask("host_prepare_thread");
  *needs_stack = false;
  return answer.status == MEMCALL_OK ? fake_real_prepare_thread(needs_stack) : answer;
}

memcall_answer memcall_host_take_signal_stack(void *stack, size_t size,
                                              memcall_host_stack_fn give_back, void *owner) {
  memcall_answer answer = ask("host_take_signal_stack");
  if (answer.status != MEMCALL_OK) return answer;
  return fake_real_take_signal_stack(stack, size, give_back, owner);
}

memcall_answer memcall_host_pipe_open(memcall_host_pipe *out) {
  memcall_answer answer = ask("host_pipe_open");
  return answer.status == MEMCALL_OK ? fake_real_pipe_open(out) : answer;
}

memcall_answer memcall_host_catch(int signal, memcall_host_signal_fn tell, bool *ignored) {
  memcall_answer answer = ask("host_catch");
  *ignored = false;
  return answer.status == MEMCALL_OK ? fake_real_catch(signal, tell, ignored) : answer;
}

memcall_answer memcall_host_catch_faults(memcall_host_fault_fn tell) {
  memcall_answer answer = ask("host_catch_faults");
  return answer.status == MEMCALL_OK ? fake_real_catch_faults(tell) : answer;
}
