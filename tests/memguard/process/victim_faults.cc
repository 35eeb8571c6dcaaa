// victim_faults.cc: programs that touch what they may not.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/memguard/context/inside.h"
#include "tests/memguard/enclave/inside.h"
#include "tests/memguard/process/victim.h"

namespace victim {
namespace {

void PastBuffer(int distance) {
  memguard_buffer* buffer = SecretBuffer();
  CatchFaults();
  At(memguard_buffer_data(buffer))[32 + distance - 1] = 1;
}

void BeforeBuffer(int) {
  memguard_buffer* buffer = SecretBuffer();
  CatchFaults();
  volatile unsigned char* page = At(memguard_buffer_data(buffer)) + 32 - memcall_page_size();
  page[0] = static_cast<unsigned char>(page[0] ^ 1);  // the first is within
  page[-1] = 1;
}

void Protected(int protection) {
  memguard_buffer* buffer = SecretBuffer();
  volatile unsigned char* data = At(memguard_buffer_data(buffer));
  MUST(memguard_buffer_protect(buffer, static_cast<memguard_protection>(protection)) ==
       MEMGUARD_OK);
  CatchFaults();
  SayNumber("byte", protection == MEMGUARD_READ_ONLY ? data[3] = 1 : data[3]);
}

void Purged(int) {
  memguard_buffer* buffer = SecretBuffer();
  volatile unsigned char* data = At(memguard_buffer_data(buffer));
  memguard_purge_all();
  CatchFaults();
  data[0] = 1;
}

// Goes by step from an object to where memory ends, over what the address sanitizer has poisoned.
__attribute__((noinline, no_sanitize("address"))) void Walk(volatile unsigned char* from,
                                                            int step) {
  CatchFaults();
  for (;; from += step) (void)*from;
}
void WalkFromObject(int step) { Walk(At(SecretObject()), step); }
void WalkFromLargeObject(int step) { Walk(At(memguard_malloc(Context(), (1u << 20) - 32)), step); }
void WalkFromFreedObject(int step) {
  unsigned char* object = SecretObject();
  memguard_free(Context(), object);
  Walk(At(object), step);
}

// Of several pages, in a unit of the heap.
void WalkFromRun(int step) { Walk(At(memguard_malloc(Context(), 20000)), step); }

void PastTheKeys(int step) {
  size_t size = 0;
  memguard_enclave* enclave = nullptr;
  MUST(memguard_enclave_new_random(Context(), 32, &enclave) == MEMGUARD_OK);
  Walk(At(enclave_page(Context(), &size)), step);
}

void Settings(int) {
  size_t size = 0;
  volatile unsigned char* settings = At(inside_settings(Context(), &size));
  CatchFaults();
  settings[0] = 1;
}

// The child is the one that crashes; its parent ends as it did. What is zeros there has no guards either.
void ParentsObject(int) {
  MUST(setenv("VICTIM_FORK", "exclude", 1) == 0);
  unsigned char* object = SecretObject();
  pid_t child = fork();
  if (child == 0) {
    MUST(!memguard_owns(Context(), object));
    Walk(At(object), 1);
  }
  int status = 0;
  MUST(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
  std::_Exit(128 + WTERMSIG(status));
}

// Among all sorts of ours, memory of the program's own that may not be touched.
void Nothing(int) {
  memguard_enclave* enclave = nullptr;
  MUST(memguard_enclave_new_random(Context(), 32, &enclave) == MEMGUARD_OK);
  SecretBuffer();
  SecretObject();
  void* closed = mmap(nullptr, 1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  MUST(closed != MAP_FAILED);
  CatchFaults();
  *static_cast<volatile int*>(closed) = 1;
}

}  // namespace

const Act kFaultActs[] = {{"past buffer", PastBuffer},
                          {"before buffer", BeforeBuffer},
                          {"protected", Protected},
                          {"purged", Purged},
                          {"walk", WalkFromObject},
                          {"walk from large", WalkFromLargeObject},
                          {"walk from freed", WalkFromFreedObject},
                          {"walk from run", WalkFromRun},
                          {"past the keys", PastTheKeys},
                          {"settings", Settings},
                          {"parent's object", ParentsObject},
                          {"nothing", Nothing},
                          {nullptr, nullptr}};

}  // namespace victim
