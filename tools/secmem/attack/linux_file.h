/* linux_file.h: searches a file, as it stands from here on. */
#ifndef TOOLS_SECMEM_ATTACK_LINUX_FILE_H
#define TOOLS_SECMEM_ATTACK_LINUX_FILE_H

#include "tools/secmem/attack/session.h"

typedef void (*attack_feed_fn)(attack_search *, const unsigned char *, size_t);

/* Feeds all of it. False: it could not be read to its end. */
bool attack_file_feed(attack_session *session, int file, attack_feed_fn feed,
                      attack_harvest *harvest);

#endif
