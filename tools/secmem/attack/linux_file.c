/* linux_file.c: goes through a file in chunks, in the locked memory of the session. */
#include "tools/secmem/attack/linux_file.h"

#include <errno.h>
#include <unistd.h>

bool attack_file_feed(attack_session *session, int file, attack_feed_fn feed,
                      attack_harvest *harvest) {
  ssize_t got;
  attack_search_break(session->search);
  do {
    got = read(file, session->chunk, ATTACK_CHUNK);
    if (got > 0) feed(session->search, session->chunk, (size_t)got);
    if (got > 0) harvest->read += (uint64_t)got;
  } while (got > 0 || (got < 0 && errno == EINTR));
  return got == 0;
}
