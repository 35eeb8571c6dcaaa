/* sys/random.h of macOS: getentropy(2). */
#include <unistd.h>
