/* system.c: how macOS answers. Mach's calls return their codes, and leave errno alone. */
#include <errno.h>
#include <mach/mach.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sysctl.h>

#include "lib/memcall/backend/parts/mach_vm.h"
#include "tests/recording/posix/calls.h"
#include "tests/recording/posix/names.h"

/* --- Names ----------------------------------------------------------------------------------- */

/* What has two names is told by both (the last row of a number counts), and may be asked for by
   either. */
const recorder_name recorded_codes[] = {{EPERM, "EPERM"},
                                        {KERN_INVALID_ADDRESS, "KERN_INVALID_ADDRESS"},
                                        {KERN_PROTECTION_FAILURE, "KERN_PROTECTION_FAILURE"},
                                        {KERN_NO_SPACE, "KERN_NO_SPACE"},
                                        {KERN_INVALID_ARGUMENT, "KERN_INVALID_ARGUMENT"},
                                        {KERN_RESOURCE_SHORTAGE, "KERN_RESOURCE_SHORTAGE"},
                                        {EIO, "EIO"},
                                        {ENOMEM, "ENOMEM"},
                                        {EACCES, "EACCES"},
                                        {EFAULT, "EFAULT"},
                                        {EBUSY, "EBUSY"},
                                        {EINVAL, "EINVAL"},
                                        {EAGAIN, "EAGAIN"},
                                        {ENOTSUP, "ENOTSUP"},
                                        {ENOSYS, "ENOSYS"},
                                        {EPERM, "EPERM/KERN_INVALID_ADDRESS"},
                                        {0, NULL}};

const recorder_name protection_names[] = {{VM_PROT_NONE, "VM_PROT_NONE"},
                                          {VM_PROT_READ, "VM_PROT_READ"},
                                          {VM_PROT_WRITE, "VM_PROT_WRITE"},
                                          {VM_PROT_EXECUTE, "VM_PROT_EXECUTE"},
                                          {0, NULL}};
const recorder_name map_names[] = {{MAP_PRIVATE, "MAP_PRIVATE"}, {MAP_ANON, "MAP_ANON"}, {0, NULL}};
const recorder_name sync_names[] = {{MS_ASYNC, "MS_ASYNC"}, {MS_SYNC, "MS_SYNC"}, {0, NULL}};
const recorder_name advice_names[] = {{MADV_ZERO_WIRED_PAGES, "MADV_ZERO_WIRED_PAGES"}, {0, NULL}};
const recorder_name inheritance_names[] = {{VM_INHERIT_SHARE, "VM_INHERIT_SHARE"},
                                           {VM_INHERIT_COPY, "VM_INHERIT_COPY"},
                                           {VM_INHERIT_NONE, "VM_INHERIT_NONE"},
                                           {0, NULL}};
const recorder_name resource_names[] = {
    {RLIMIT_CORE, "RLIMIT_CORE"}, {RLIMIT_MEMLOCK, "RLIMIT_MEMLOCK"}, {0, NULL}};
static const recorder_name flag_names[] = {
    {VM_FLAGS_ANYWHERE, "VM_FLAGS_ANYWHERE"},
    {VM_FLAGS_SUPERPAGE_SIZE_2MB, "VM_FLAGS_SUPERPAGE_SIZE_2MB"},
    {0, NULL}};
static const recorder_name kern_names[] = {{KERN_INVALID_ADDRESS, "KERN_INVALID_ADDRESS"},
                                           {KERN_PROTECTION_FAILURE, "KERN_PROTECTION_FAILURE"},
                                           {KERN_NO_SPACE, "KERN_NO_SPACE"},
                                           {KERN_INVALID_ARGUMENT, "KERN_INVALID_ARGUMENT"},
                                           {KERN_RESOURCE_SHORTAGE, "KERN_RESOURCE_SHORTAGE"},
                                           {0, NULL}};

/* --- Habits ---------------------------------------------------------------------------------- */

const bool lock_nests = true;
const bool protect_passes_holes = false;
const int not_locked = 0;
const int over_lock_limit = EAGAIN;

int refuses_protection(int protection) {
  (void)protection;
  return 0;
}

/* --- Mach ------------------------------------------------------------------------------------ */

_Static_assert(VM_PROT_READ == RECORDER_READ && VM_PROT_WRITE == RECORDER_WRITE, "access bits");

vm_map_t recorded_mach_task_self(void) { return 1; }

static void *pointer(mach_vm_address_t address) { return (void *)(uintptr_t)address; }

static kern_return_t finish(kern_return_t code, const char *call) {
  if (code == KERN_SUCCESS)
    recorder_line("%s", call);
  else
    recorder_line("%s = %s", call, recorder_value(code, kern_names).text);
  return code;
}

#define FINISH(code, ...)                           \
  do {                                              \
    char call[400];                                 \
    (void)snprintf(call, sizeof call, __VA_ARGS__); \
    return finish(code, call);                      \
  } while (0)

kern_return_t mach_vm_allocate(vm_map_t target, mach_vm_address_t *address, mach_vm_size_t size,
                               int flags) {
  (void)target;
  kern_return_t code = recorded_refusal("mach_vm_allocate");
  void *found = code == 0 ? recorder_map(size, RECORDER_READ | RECORDER_WRITE) : NULL;
  if (code == 0 && found == NULL) code = KERN_NO_SPACE;
  if (code == 0) *address = (uintptr_t)found;
  FINISH(code, "mach_vm_allocate(self, %llu, %s)%s%s", (unsigned long long)size,
         recorder_flags(flags, flag_names).text, code == 0 ? " = " : "",
         code == 0 ? recorder_address(found).text : "");
}

/* Where nothing is, there is nothing to be refused. */
kern_return_t mach_vm_deallocate(vm_map_t target, mach_vm_address_t address, mach_vm_size_t size) {
  (void)target;
  const recorder_text where = recorder_address(pointer(address));
  const kern_return_t code = recorded_refusal("mach_vm_deallocate");
  if (code == 0) (void)recorder_unmap(pointer(address), size);
  FINISH(code, "mach_vm_deallocate(self, %s, %llu)", where.text, (unsigned long long)size);
}

kern_return_t mach_vm_protect(vm_map_t target, mach_vm_address_t address, mach_vm_size_t size,
                              boolean_t set_maximum, vm_prot_t protection) {
  (void)target;
  kern_return_t code = recorded_refusal("mach_vm_protect");
  if (code == 0 && !recorder_set_access(pointer(address), size, protection))
    code = KERN_INVALID_ADDRESS;
  FINISH(code, "mach_vm_protect(self, %s, %llu, %d, %s)", recorder_address(pointer(address)).text,
         (unsigned long long)size, set_maximum, recorder_flags(protection, protection_names).text);
}

kern_return_t mach_vm_inherit(vm_map_t target, mach_vm_address_t address, mach_vm_size_t size,
                              vm_inherit_t inheritance) {
  (void)target;
  kern_return_t code = recorded_refusal("mach_vm_inherit");
  if (code == 0 && !recorder_is_mapped(pointer(address), size)) code = KERN_INVALID_ADDRESS;
  FINISH(code, "mach_vm_inherit(self, %s, %llu, %s)", recorder_address(pointer(address)).text,
         (unsigned long long)size, recorder_value(inheritance, inheritance_names).text);
}

kern_return_t mach_vm_region(vm_map_t target, mach_vm_address_t *address, mach_vm_size_t *size,
                             vm_region_flavor_t flavor, vm_region_info_t info,
                             mach_msg_type_number_t *count, mach_port_t *object) {
  (void)target;
  (void)flavor;
  (void)count;
  kern_return_t code = recorded_refusal("mach_vm_region");
  if (code == 0 && !recorder_is_mapped(pointer(*address), 1)) code = KERN_INVALID_ADDRESS;
  const vm_region_basic_info_data_64_t found = {VM_PROT_READ, VM_PROT_DEFAULT};
  memcpy(info, &found, sizeof found); /* whatever was set: read-only */
  *size = RECORDER_PAGE;
  *object = MACH_PORT_NULL;
  FINISH(code, "mach_vm_region(self, %s)", recorder_address(pointer(*address)).text);
}

/* --- The process ----------------------------------------------------------------------------- */

pthread_t recorded_pthread_self(void) { return NULL; }

void *recorded_pthread_get_stackaddr_np(pthread_t thread) {
  void *low = NULL;
  size_t size = 0;
  (void)thread;
  recorded_stack(&low, &size);
  return (unsigned char *)low + size;
}

size_t recorded_pthread_get_stacksize_np(pthread_t thread) {
  (void)thread;
  return (size_t)2 << 20;
}

/* EBUSY in the script: a debugger is there. */
int recorded_sysctl(int *name, unsigned length, void *old, size_t *old_size, void *new_value,
                    size_t new_size) {
  (void)length;
  (void)old_size;
  (void)new_value;
  (void)new_size;
  const bool traced = recorded_refusal("sysctl") == EBUSY;
  ((struct kinfo_proc *)old)->kp_proc.p_flag = traced ? 0x800 : 0;
  return recorded_finish(0, "sysctl(%d.%d.%d)%s", name[0], name[1], name[2],
                         traced ? " = P_TRACED" : "");
}

int recorded_sysctlbyname(const char *name, void *old, size_t *old_size, void *new_value,
                          size_t new_size) {
  (void)old_size;
  (void)new_value;
  (void)new_size;
  *(uint64_t *)old = (uint64_t)1 << 34;
  return recorded_finish(recorded_refusal("sysctlbyname"), "sysctlbyname(%s)", name);
}

int recorded_ptrace(int request, pid_t process, caddr_t address, int data) {
  (void)address;
  return recorded_finish(recorded_refusal("ptrace"), "ptrace(%d, %d, NULL, %d)", request,
                         (int)process, data);
}

/* Bytes that are no mapping's are the caller's own: they are cleared, and not worth a line. */
int recorded_memset_s(void *bytes, size_t room, int value, size_t size) {
  if (recorder_is_mapped(bytes, size))
    recorder_line("memset_s(%s, %zu, %d, %zu)", recorder_address(bytes).text, room, value, size);
  (void)memset(bytes, value, size);
  return 0;
}
