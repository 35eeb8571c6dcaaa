/* io.c: open descriptors as sources and sinks. The descriptor itself is the user pointer, so
   there is nothing to free. */
#include "memguard/io.h"

#include "lib/memcall/host/host.h"
#include "lib/memcall/report.h"

static intptr_t descriptor_of(void *user) { return (intptr_t)user; }

static memguard_status status_of(memcall_answer answer) {
  if (answer.status == MEMCALL_OK) return MEMGUARD_OK;
  return (memguard_status)memcall_report(MEMGUARD_ERR_IO, answer.operation, answer.os_code, NULL);
}

static memguard_status read_descriptor(void *user, void *bytes, size_t capacity, size_t *got) {
  *got = 0;
  return status_of(memcall_host_read(descriptor_of(user), bytes, capacity, got));
}

static memguard_status write_descriptor(void *user, const void *bytes, size_t length) {
  return status_of(memcall_host_write(descriptor_of(user), bytes, length));
}

memguard_source memguard_source_fd(intptr_t descriptor) {
  return (memguard_source){read_descriptor, (void *)descriptor};
}

memguard_sink memguard_sink_fd(intptr_t descriptor) {
  return (memguard_sink){write_descriptor, (void *)descriptor};
}
