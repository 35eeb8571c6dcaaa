/* error.c: the thread's last error, kept as it was. */
#include "lib/memcall/report.h"
#include "lib/memguard/context/context.h"

/* A sentence in the thread's own buffer may have been overwritten; it is made again from what it is
 * about. */
void memguard_restore_error(const memcall_error *before) {
  const memcall_error *now = memcall_last_error();
  bool same_text = before->text == now->text;
  if (same_text && before->status == now->status && before->operation == now->operation &&
      before->os_code == now->os_code)
    return;
  memcall_report((int)before->status, before->operation, before->os_code,
                 same_text ? NULL : before->text);
}

memcall_status memguard_free_region(memcall_region *region) {
  const memcall_error before = *memcall_last_error();
  memcall_status status = memcall_free(region);
  if (status != MEMCALL_OK) memguard_restore_error(&before);
  return status;
}
