/* factory.c: making and ending factories. */
#include "lib/securememory/factory.h"

#include <stdlib.h>

#include "lib/memcall/report.h"
#include "lib/memguard/context/context.h"

static securememory_factory default_factory = {
    .kind = &securememory_kind_sealed}; /* no context: the default one */

securememory_factory *securememory_default_factory(void) { return &default_factory; }

memguard_context *securememory_factory_context(const securememory_factory *factory) {
  return factory->context != NULL ? factory->context : memguard_default_context();
}

static securememory_status refuse(securememory_status status, const char *text) {
  return securememory_report_error(status, "securememory_factory_new", text);
}

/* Bytes behind the fields that this library knows must be zero: they are a newer program's wishes.
 */
static bool tail_is_zero(const securememory_factory_options *options) {
  const unsigned char *bytes = (const unsigned char *)options;
  unsigned char any = 0;
  for (size_t i = sizeof *options; i < options->struct_size; i++) any |= bytes[i];
  return any == 0;
}

static securememory_status check_options(const securememory_factory_options *options) {
  if (options == NULL) return SECUREMEMORY_OK;
  if (options->struct_size < sizeof *options || options->struct_size > MEMCALL_LARGEST_STRUCT)
    return refuse(SECUREMEMORY_ERR_INVALID, "struct_size is no size of such a struct");
  if ((options->flags & ~SECUREMEMORY_TRACK_SITES) != 0 || !tail_is_zero(options))
    return refuse(SECUREMEMORY_ERR_UNSUPPORTED, "an option is set that this version does not know");
  return SECUREMEMORY_OK;
}

static void apply(const securememory_factory_options *options, securememory_factory *factory) {
  factory->log = options->log;
  factory->log_user = options->log_user;
  factory->tracks_sites = (options->flags & SECUREMEMORY_TRACK_SITES) != 0;
  atomic_init(&factory->sites_generation, memguard_generation());
}

static const securememory_kind_calls *calls_of(securememory_kind kind) {
  switch (kind) {
    case SECUREMEMORY_SEALED:
      return &securememory_kind_sealed;
    case SECUREMEMORY_PROTECTED:
      return &securememory_kind_protected;
    case SECUREMEMORY_GUARDED:
      return &securememory_kind_guarded;
  }
  return NULL;
}

securememory_status securememory_factory_new(memguard_context *context, securememory_kind kind,
                                             const securememory_factory_options *options,
                                             securememory_factory **out) {
  if (out == NULL) return refuse(SECUREMEMORY_ERR_INVALID, "out is NULL");
  *out = NULL;
  if (context == NULL)
    return refuse(SECUREMEMORY_ERR_INVALID, "the context is NULL; was its constructor checked?");
  if (calls_of(kind) == NULL)
    return refuse(SECUREMEMORY_ERR_INVALID, "the kind is none of its enumerators");
  securememory_status status = check_options(options);
  if (status != SECUREMEMORY_OK) return status;
  securememory_factory *factory = calloc(1, sizeof *factory);
  if (factory == NULL) return refuse(SECUREMEMORY_ERR_NO_MEMORY, NULL);
  factory->context = context;
  factory->kind = calls_of(kind);
  if (options != NULL) apply(options, factory);
  *out = factory;
  return SECUREMEMORY_OK;
}

securememory_status securememory_factory_destroy(securememory_factory *factory) {
  if (factory == NULL) return SECUREMEMORY_OK;
  if (factory == &default_factory)
    return securememory_report_error(SECUREMEMORY_ERR_INVALID, "securememory_factory_destroy",
                                     "the default factory lives as long as the process");
  if (atomic_load(&factory->live) != 0)
    return securememory_report_error(SECUREMEMORY_ERR_BUSY, "securememory_factory_destroy", NULL);
  memguard_registry_release(&factory->sites);
  free(factory);
  return SECUREMEMORY_OK;
}
