/* new.c: the public constructors from bytes. Each ends with a scrub, where nothing of them is
   live. */
#include "lib/memguard/scrub/scrub.h"
#include "lib/securememory/secret.h"

/* bytes NULL stands for random ones in make, so it is refused here. */
static securememory_status check(securememory_factory *factory, const void *bytes, size_t length,
                                 securememory_secret **out, const char *function) {
  securememory_status status = securememory_check_new(factory, out, function);
  if (status != SECUREMEMORY_OK) return status;
  if (bytes == NULL)
    return securememory_report_error(SECUREMEMORY_ERR_INVALID, function, "bytes is NULL");
  if (length != 0) return SECUREMEMORY_OK;
  return securememory_report_error(SECUREMEMORY_ERR_INVALID, function,
                                   "a secret of zero bytes is none");
}

securememory_status securememory_secret_new_copy(securememory_factory *factory, const void *bytes,
                                                 size_t length, securememory_secret **out) {
  securememory_status status = check(factory, bytes, length, out, __func__);
  if (status == SECUREMEMORY_OK)
    status = securememory_make(factory, bytes, length, SECUREMEMORY_SITE, __func__, out);
  memguard_scrub();
  return status;
}

securememory_status securememory_secret_new_from(securememory_factory *factory, void *bytes,
                                                 size_t length, securememory_secret **out) {
  securememory_status status = check(factory, bytes, length, out, __func__);
  if (status == SECUREMEMORY_OK)
    status = securememory_make(factory, bytes, length, SECUREMEMORY_SITE, __func__, out);
  if (status == SECUREMEMORY_OK) memguard_wipe(bytes, length);
  memguard_scrub();
  return status;
}

securememory_status securememory_secret_new_random(securememory_factory *factory, size_t length,
                                                   securememory_secret **out) {
  securememory_status status = check(factory, "", length, out, __func__);
  if (status == SECUREMEMORY_OK)
    status = securememory_make(factory, NULL, length, SECUREMEMORY_SITE, __func__, out);
  memguard_scrub();
  return status;
}

/* --- From another secret --------------------------------------------------------------------- */

typedef struct copy {
  securememory_factory *factory;
  const void *site;
  const char *function;
  securememory_secret *made;
  securememory_status status;
} copy;

static int make_copy(const unsigned char *bytes, size_t length, void *user) {
  copy *to = user;
  to->status = securememory_make(to->factory, bytes, length, to->site, to->function, &to->made);
  return 0;
}

securememory_status securememory_secret_duplicate(securememory_secret *secret,
                                                  securememory_secret **out) {
  copy to = {NULL, SECUREMEMORY_SITE, __func__, NULL, SECUREMEMORY_OK};
  int ignored = 0;
  if (out != NULL) *out = NULL;
  if (secret == NULL || out == NULL)
    return securememory_report_error(SECUREMEMORY_ERR_INVALID, __func__, "an argument is NULL");
  to.factory = secret->factory;
  securememory_status status = securememory_access(secret, make_copy, &to, &ignored, __func__);
  memguard_scrub();
  if (status == SECUREMEMORY_OK) {
    *out = to.made;
    return to.status;
  }
  securememory_secret_destroy(to.made); /* a purge came after it was made */
  return status;
}
