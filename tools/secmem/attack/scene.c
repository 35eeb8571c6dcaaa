/* scene.c: what is known of the machine and the user before anything is tried. */
#include <unistd.h>

#include "memcall/memcall.h"
#include "tools/secmem/attack/report.h"
#include "tools/secmem/system/facts.h"

void attack_scene_look(attack_scene *scene) {
  size_t used = 0;
  scene->ordinary = geteuid() != 0;
  system_user(scene->user, sizeof scene->user);
  system_kernel(scene->kernel, sizeof scene->kernel);
  system_line("/proc/sys/kernel/core_pattern", scene->core_pattern, sizeof scene->core_pattern);
  scene->ptrace_scope = system_number("/proc/sys/kernel/yama/ptrace_scope", -1);
  scene->page_size = memcall_page_size();
  if (memcall_lock_limit(&scene->lock_limit, &used) != MEMCALL_OK)
    scene->lock_limit = MEMCALL_UNKNOWN;
}
