/* options.c: from what a caller asked to what a context does. */
#include "lib/memguard/context/options.h"

#include "lib/memcall/report.h"

/* --- What is asked --------------------------------------------------------------------------- */

static memguard_status refuse(memguard_status status, const char *text) {
  return memguard_report_error(status, "memguard_context_new", text);
}

/* Bytes behind the fields that this library knows must be zero: they are a newer program's wishes.
 */
static bool tail_is_zero(const memguard_options *options) {
  const unsigned char *bytes = (const unsigned char *)options;
  unsigned char any = 0;
  for (size_t i = sizeof *options; i < options->struct_size; i++) any |= bytes[i];
  return any == 0;
}

static memguard_status check_shape(const memguard_options *options) {
  if (options->struct_size < sizeof *options || options->struct_size > MEMCALL_LARGEST_STRUCT)
    return refuse(MEMGUARD_ERR_INVALID,
                  "struct_size is no size of such a struct; start from memguard_options_default()");
  if (!tail_is_zero(options))
    return refuse(MEMGUARD_ERR_UNSUPPORTED, "an option is set that this version does not know");
  return MEMGUARD_OK;
}

static bool is_policy(memguard_policy policy) { return (unsigned)policy <= MEMGUARD_OFF; }

static memguard_status check_enumerators(const memguard_options *options) {
  bool known = is_policy(options->lock) && is_policy(options->no_dump) &&
               is_policy(options->fork) && is_policy(options->guards) &&
               is_policy(options->no_merge) && is_policy(options->secret_memory) &&
               is_policy(options->protection_keys) &&
               (unsigned)options->fork_action <= MEMGUARD_FORK_INHERIT &&
               (unsigned)options->aead <= MEMGUARD_AEAD_BY_CPU;
  return known ? MEMGUARD_OK
               : refuse(MEMGUARD_ERR_INVALID,
                        "an option has a value that is none of its enumerators");
}

#define FLAGS                                                                                  \
  (MEMGUARD_SHIELD | MEMGUARD_REFRESH_THREAD | MEMGUARD_SNAPSHOT_SAFE | MEMGUARD_HIDE_LENGTH | \
   MEMGUARD_PURGE_HEAP)

static memguard_status check_supported(const memguard_options *options) {
  if ((options->flags & ~FLAGS) != 0)
    return refuse(MEMGUARD_ERR_UNSUPPORTED, "flags has a bit that this version does not know");
  return MEMGUARD_OK;
}

static memguard_status check_aead(const memguard_options *options) {
  bool random_nonces = (options->flags & MEMGUARD_SNAPSHOT_SAFE) != 0;
  if (random_nonces && options->aead == MEMGUARD_AES_256_GCM)
    return refuse(MEMGUARD_ERR_INVALID,
                  "SNAPSHOT_SAFE draws nonces at random, and AES-GCM's are too short for that");
  return MEMGUARD_OK;
}

static memguard_status check_together(const memguard_options *options) {
  const char *sentence = memguard_options_contradiction(options);
  return sentence == NULL ? MEMGUARD_OK : refuse(MEMGUARD_ERR_INVALID, sentence);
}

/* --- What it does ---------------------------------------------------------------------------- */

static void add_policy(memguard_context *context, memguard_policy policy, memguard_policy fallback,
                       memcall_safeguards safeguard) {
  if (policy == MEMGUARD_DEFAULT) policy = fallback;
  if (policy == MEMGUARD_REQUIRE) context->require |= safeguard;
  if (policy == MEMGUARD_PREFER) context->prefer |= safeguard;
}

static void add_policies(const memguard_options *options, memguard_context *context) {
  add_policy(context, options->lock, MEMGUARD_REQUIRE, MEMCALL_LOCKED);
  add_policy(context, options->no_dump, MEMGUARD_PREFER, MEMCALL_NO_DUMP);
  add_policy(context, options->fork, MEMGUARD_PREFER, MEMCALL_FORK_HANDLED);
  add_policy(context, options->guards, MEMGUARD_PREFER, MEMCALL_GUARDED);
  add_policy(context, options->no_merge, MEMGUARD_PREFER, MEMCALL_NO_MERGE);
  add_policy(context, options->secret_memory, MEMGUARD_OFF, MEMCALL_SECRET);
  add_policy(context, options->protection_keys, MEMGUARD_OFF, MEMCALL_KEYED);
}

static bool wants_secret(const memguard_context *context) {
  return ((context->require | context->prefer) & MEMCALL_SECRET) != 0;
}

static memcall_fork_action fork_action_of(const memguard_options *options,
                                          const memguard_context *context) {
  if (options->fork == MEMGUARD_OFF || options->fork_action == MEMGUARD_FORK_INHERIT)
    return MEMCALL_FORK_INHERIT;
  if (options->fork_action == MEMGUARD_FORK_EXCLUDE || wants_secret(context))
    return MEMCALL_FORK_EXCLUDE;
  return memguard_fork_forgets();
}

static void apply(const memguard_options *options, memguard_context *context) {
  add_policies(options, context);
  context->fork_action = fork_action_of(options, context);
  context->inherits = options->fork_action == MEMGUARD_FORK_INHERIT;
  context->flags = options->flags;
  context->refresh_interval_ms =
      options->refresh_interval_ms != 0 ? options->refresh_interval_ms : 500;
  atomic_init(&context->aead,
              options->aead != MEMGUARD_AEAD_DEFAULT ? options->aead : MEMGUARD_CHACHA20_POLY1305);
  context->budget = options->lock_budget != 0 ? options->lock_budget : MEMCALL_UNLIMITED;
}

/* --- What this system has -------------------------------------------------------------------- */

/* A page of it is taken and given back: no other question is answered as truly. */
static memguard_status try_secret(void) {
  memcall_region region;
  memcall_request request = memcall_request_of(1, MEMCALL_SECRET_MEMORY);
  memcall_status status = memcall_alloc_request(&request, &region);
  if (status == MEMCALL_OK) memguard_give_region(&region);
  return (memguard_status)status;
}

static bool has(memcall_safeguards one) {
  memcall_capability capability = {.struct_size = sizeof capability};
  return memcall_capability_of(one, &capability) == MEMCALL_OK && capability.available != 0;
}

/* Where it takes a key, the process has it from now on. */
static memguard_status look_for_key(memguard_context *context) {
  if (((context->require | context->prefer) & MEMCALL_KEYED) == 0) return MEMGUARD_OK;
  context->keyed = has(MEMCALL_KEYED);
  if (context->keyed || (context->require & MEMCALL_KEYED) == 0) return MEMGUARD_OK;
  return memguard_report_error(MEMGUARD_ERR_UNSUPPORTED, "protection_keys",
                               "this processor, kernel or build has no protection keys, or the "
                               "program has taken them all");
}

static memguard_status look_at_secret(memguard_context *context) {
  if (!wants_secret(context)) return MEMGUARD_OK;
  bool required = (context->require & MEMCALL_SECRET) != 0;
  memguard_status status = required ? try_secret() : MEMGUARD_OK;
  context->secret = status == MEMGUARD_OK && (required || has(MEMCALL_SECRET));
  return status;
}

static memguard_status look_at_system(memguard_context *context) {
  const char *lacking = memguard_options_lacking(context);
  if (lacking != NULL) return memguard_report_error(MEMGUARD_ERR_UNSUPPORTED, lacking, NULL);
  memguard_status status = look_at_secret(context);
  return status == MEMGUARD_OK ? look_for_key(context) : status;
}

memguard_status memguard_options_apply(const memguard_options *options, memguard_context *context,
                                       memguard_settings *settings) {
  const memguard_options defaults = memguard_options_default();
  if (options == NULL) options = &defaults;
  memguard_status status = check_shape(options);
  if (status == MEMGUARD_OK) status = check_enumerators(options);
  if (status == MEMGUARD_OK) status = check_supported(options);
  if (status == MEMGUARD_OK) status = check_aead(options);
  if (status == MEMGUARD_OK) status = check_together(options);
  if (status != MEMGUARD_OK) return status;
  apply(options, context);
  settings->on_violation = options->on_violation;
  settings->on_violation_user = options->on_violation_user;
  return look_at_system(context);
}
