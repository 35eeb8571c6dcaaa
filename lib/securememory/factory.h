/* factory.h: a factory and the kinds of rest it can give. */
#ifndef SECUREMEMORY_LIB_FACTORY_H
#define SECUREMEMORY_LIB_FACTORY_H

#include <stdatomic.h>

#include "lib/securememory/kind.h"
#include "securememory/factory.h"

struct securememory_factory {
  memguard_context *context; /* NULL: the default one */
  const securememory_kind_calls *kind;
  _Atomic uint64_t live; /* secrets */
};

memguard_context *securememory_factory_context(const securememory_factory *factory);

/* Records the thread's last error and returns status. text NULL: the sentence that goes with the
 * status. */
securememory_status securememory_report_error(securememory_status status, const char *operation,
                                              const char *text);

#endif
