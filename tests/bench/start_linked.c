/* start_linked.c: a program that has the library, and uses it only when it is told to: what it does before main, and for the
   first secret, is all that it costs. */
#include <string.h>

#include "securememory/securememory.h"

static int use(void) {
  static const unsigned char kValue[32] = {1};
  securememory_secret *secret = NULL;
  securememory_factory *factory = securememory_default_factory();
  if (securememory_secret_new_copy(factory, kValue, sizeof kValue, &secret) != SECUREMEMORY_OK)
    return 1;
  securememory_secret_destroy(secret);
  return 0;
}

int main(int argc, char **argv) { return argc > 1 && strcmp(argv[1], "use") == 0 ? use() : 0; }
