/* mach/mach.h of macOS. Source of the numbers: XNU 11417's mach/kern_return.h, vm_prot.h,
   vm_inherit.h, vm_statistics.h and vm_region.h. Calls have names that do not take the host's
   place. */
#ifndef TESTS_RECORDING_SHIMS_MACOS_MACH_MACH_H
#define TESTS_RECORDING_SHIMS_MACOS_MACH_MACH_H

#include <stdint.h>

typedef int kern_return_t, boolean_t, vm_prot_t, vm_region_flavor_t;
typedef unsigned vm_inherit_t, mach_port_t, vm_map_t, mach_msg_type_number_t;
typedef uint64_t mach_vm_address_t, mach_vm_size_t;
typedef int *vm_region_info_t;
typedef struct vm_region_basic_info_64 {
  vm_prot_t protection, max_protection;
} vm_region_basic_info_data_64_t;

#define FALSE 0
#define MACH_PORT_NULL 0

#define KERN_SUCCESS 0
#define KERN_INVALID_ADDRESS 1
#define KERN_PROTECTION_FAILURE 2
#define KERN_NO_SPACE 3
#define KERN_INVALID_ARGUMENT 4
#define KERN_RESOURCE_SHORTAGE 6

#define VM_PROT_NONE 0x00
#define VM_PROT_READ 0x01
#define VM_PROT_WRITE 0x02
#define VM_PROT_EXECUTE 0x04
#define VM_PROT_DEFAULT (VM_PROT_READ | VM_PROT_WRITE)

#define VM_INHERIT_SHARE 0
#define VM_INHERIT_COPY 1
#define VM_INHERIT_NONE 2

#define VM_FLAGS_ANYWHERE 0x0001
#define VM_FLAGS_SUPERPAGE_SIZE_2MB 0x20000

#define VM_REGION_BASIC_INFO_64 9
#define VM_REGION_BASIC_INFO_COUNT_64 9

#define mach_task_self recorded_mach_task_self
#define mach_vm_allocate recorded_mach_vm_allocate
#define mach_vm_deallocate recorded_mach_vm_deallocate
#define mach_vm_protect recorded_mach_vm_protect
#define mach_vm_inherit recorded_mach_vm_inherit
#define mach_vm_region recorded_mach_vm_region

vm_map_t recorded_mach_task_self(void);

#endif
