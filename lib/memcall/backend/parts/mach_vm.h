/* mach_vm.h: pages by Mach's calls. Not every SDK has mach/mach_vm.h, whose declarations these are;
   all have the calls. */
#ifndef MEMCALL_BACKEND_PARTS_MACH_VM_H
#define MEMCALL_BACKEND_PARTS_MACH_VM_H

#include "lib/memcall/backend/backend.h"

extern kern_return_t mach_vm_allocate(vm_map_t target, mach_vm_address_t *address,
                                      mach_vm_size_t size, int flags);
extern kern_return_t mach_vm_deallocate(vm_map_t target, mach_vm_address_t address,
                                        mach_vm_size_t size);
extern kern_return_t mach_vm_protect(vm_map_t target, mach_vm_address_t address,
                                     mach_vm_size_t size, boolean_t set_maximum,
                                     vm_prot_t protection);
extern kern_return_t mach_vm_inherit(vm_map_t target, mach_vm_address_t address,
                                     mach_vm_size_t size, vm_inherit_t inheritance);
extern kern_return_t mach_vm_region(vm_map_t target, mach_vm_address_t *address,
                                    mach_vm_size_t *size, vm_region_flavor_t flavor,
                                    vm_region_info_t info, mach_msg_type_number_t *count,
                                    mach_port_t *object);

static inline kern_return_t memcall_part_unmap(void *address, size_t size) {
  return mach_vm_deallocate(mach_task_self(), (mach_vm_address_t)address, size);
}

static inline kern_return_t memcall_part_protect(void *address, size_t size, int protection) {
  return mach_vm_protect(mach_task_self(), (mach_vm_address_t)address, size, FALSE, protection);
}

static inline kern_return_t memcall_part_inherit(void *address, size_t size,
                                                 vm_inherit_t inheritance) {
  return mach_vm_inherit(mach_task_self(), (mach_vm_address_t)address, size, inheritance);
}

/* Fresh pages can be read and written; another protection takes a second call. */
static inline kern_return_t memcall_part_map(size_t size, int protection, int flags, void **out) {
  mach_vm_address_t address = 0;
  kern_return_t code =
      mach_vm_allocate(mach_task_self(), &address, size, VM_FLAGS_ANYWHERE | flags);
  if (code == KERN_SUCCESS && protection != VM_PROT_DEFAULT) {
    code = memcall_part_protect((void *)address, size, protection);
    if (code != KERN_SUCCESS) {
      (void)memcall_part_unmap((void *)address, size);
    }
  }
  *out = code == KERN_SUCCESS ? (void *)address : NULL;
  return code;
}

/* Of the first page. What is found may be the next mapping, when nothing is there. */
static inline kern_return_t memcall_part_protection_of(void *address, vm_prot_t *protection) {
  mach_vm_address_t found = (mach_vm_address_t)address;
  mach_vm_size_t size = 0;
  vm_region_basic_info_data_64_t info;
  mach_msg_type_number_t count = VM_REGION_BASIC_INFO_COUNT_64;
  mach_port_t object = MACH_PORT_NULL;
  const kern_return_t code =
      mach_vm_region(mach_task_self(), &found, &size, VM_REGION_BASIC_INFO_64,
                     (vm_region_info_t)&info, &count, &object);
  if (code != KERN_SUCCESS || found > (mach_vm_address_t)address) {
    return KERN_INVALID_ADDRESS;
  }
  *protection = info.protection;
  return KERN_SUCCESS;
}

/* Makes zeros of pages whatever their protection, and leaves them with `after`. */
static inline kern_return_t memcall_part_clear_and_protect(void *address, size_t size,
                                                           vm_prot_t after) {
  const kern_return_t code = memcall_part_protect(address, size, VM_PROT_DEFAULT);
  if (code != KERN_SUCCESS) {
    return code;
  }
  memcall_backend_clear(address, size);
  return after == VM_PROT_DEFAULT ? code : memcall_part_protect(address, size, after);
}

/* All pages of the range have one protection. */
static inline kern_return_t memcall_part_discard(void *address, size_t size) {
  vm_prot_t before = VM_PROT_NONE;
  const kern_return_t code = memcall_part_protection_of(address, &before);
  return code == KERN_SUCCESS ? memcall_part_clear_and_protect(address, size, before) : code;
}

#endif
