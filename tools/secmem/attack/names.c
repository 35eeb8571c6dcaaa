/* names.c: the rows and columns of the table in words. */
#include "tools/secmem/attack/attack.h"

const char *attack_storage_name(attack_storage storage) {
  static const char *const kNames[ATTACK_STORAGES] = {
      [ATTACK_MALLOC] = "malloc",          [ATTACK_HEAP_SLOT] = "heap slot",
      [ATTACK_BUFFER] = "buffer",          [ATTACK_HIDDEN_BUFFER] = "hidden buffer",
      [ATTACK_ENCLAVE] = "enclave",        [ATTACK_STREAM] = "stream",
      [ATTACK_SEALED] = "sealed secret",   [ATTACK_PROTECTED] = "protected secret",
      [ATTACK_GUARDED] = "guarded secret", [ATTACK_LIBSODIUM] = "libsodium",
      [ATTACK_OPENSSL] = "OpenSSL",        [ATTACK_LIBGCRYPT] = "libgcrypt",
  };
  return kNames[storage];
}

const char *attack_channel_name(attack_channel channel) {
  static const char *const kNames[ATTACK_CHANNELS] = {
      [ATTACK_CORE_DUMP] = "core dump",
      [ATTACK_REGISTERS] = "registers",
      [ATTACK_PROC_MEM] = "/proc/<pid>/mem",
      [ATTACK_PROCESS_VM_READV] = "process_vm_readv",
      [ATTACK_PTRACE] = "ptrace",
      [ATTACK_FORK_CHILD] = "fork child",
      [ATTACK_VFORK_CHILD] = "vfork child",
      [ATTACK_OVERFLOW] = "overflow",
      [ATTACK_UNDERFLOW] = "underflow",
      [ATTACK_READ_AFTER_FREE] = "read after free",
  };
  return kNames[channel];
}

const char *attack_result_name(attack_result result) {
  static const char *const kNames[] = {"untested", "closed", "leaked", "missing"};
  return kNames[result];
}

bool attack_is_peer(attack_storage storage) { return storage >= ATTACK_OURS; }

bool attack_control_holds(const attack_cell *control) {
  return control->result != ATTACK_CLOSED || control->proved;
}
