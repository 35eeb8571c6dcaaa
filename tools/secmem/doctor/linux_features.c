/* linux_features.c: tried, not guessed from a version: distributions carry features back, and
   containers take them away. */
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "memcall/memcall.h"
#include "tools/secmem/doctor/linux_system.h"

#ifndef SYS_memfd_secret
#define SYS_memfd_secret 447 /* the same on every processor that has it */
#endif
#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102 /* Linux 6.13 */
#endif

static void look_at_memfd_secret(doctor_findings *to) {
  long file = syscall(SYS_memfd_secret, 0);
  if (file >= 0) {
    close((int)file);
    doctor_add(to, DOCTOR_OK, "memfd_secret",
               "to be had; not used by default, for it forbids hibernation", "", "yes");
  } else {
    doctor_add(to, DOCTOR_NOTE, "memfd_secret", "memory that even root cannot read through /proc",
               "Linux 5.14 or later; up to 6.4 boot with secretmem.enable=1", "no: %s",
               strerror(errno));
  }
}

static void look_at_guard_markers(doctor_findings *to) {
  size_t page = memcall_page_size();
  void *probe = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (probe == MAP_FAILED) return;
  bool has = madvise(probe, page, MADV_GUARD_INSTALL) == 0;
  int error = errno;
  munmap(probe, page);
  if (has) {
    doctor_add(to, DOCTOR_OK, "guard markers", "guard pages cost no mapping", "", "yes");
  } else {
    doctor_add(to, DOCTOR_NOTE, "guard markers",
               "every guard page costs a mapping; vm.max_map_count is their limit",
               "Linux 6.13 or later", "no: %s", strerror(error));
  }
}

void doctor_look_at_features(doctor_findings *to) {
  look_at_memfd_secret(to);
  look_at_guard_markers(to);
}
