#include "tests/faults/table.h"

static const faults_acts *const kAll[] = {
    &faults_memcall_acts, &faults_bytes_acts,   &faults_heap_acts,   &faults_context_acts,
    &faults_key_acts,     &faults_buffer_acts,  &faults_source_acts, &faults_enclave_acts,
    &faults_stream_acts,  &faults_factory_acts, &faults_secret_acts, &faults_inside_acts,
    &faults_flow_acts,
};
enum { ALL = sizeof kAll / sizeof *kAll };

size_t faults_count_acts(void) {
  size_t count = 0;
  for (size_t i = 0; i < ALL; i++) count += kAll[i]->count;
  return count;
}

const faults_act *faults_act_at(size_t index) {
  size_t i = 0;
  for (; index >= kAll[i]->count; i++) index -= kAll[i]->count;
  return &kAll[i]->acts[index];
}
