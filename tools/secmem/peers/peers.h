/* peers.h: the locked memory of other libraries. They are opened while a program runs, so that one
   that is not installed is a gap in a table and no missing file at its start.

   Each open answers true, or false with a reason: the library could not be loaded, or is another
   version than the one that is known. Threads: one at a time. */
#ifndef TOOLS_SECMEM_PEERS_PEERS_H
#define TOOLS_SECMEM_PEERS_PEERS_H

#include <stdbool.h>
#include <stddef.h>

#include "memcall/attributes.h"

MEMCALL_BEGIN

/* libsodium: every object has pages of its own. <sodium/utils.h> */
typedef struct peer_sodium {
  const char *(*version)(void);
  void *(*allocate)(size_t size);
  void (*release)(void *pointer);
  int (*freeze)(void *pointer); /* sodium_mprotect_readonly */
  int (*melt)(void *pointer);   /* sodium_mprotect_readwrite */
} peer_sodium;

bool peer_sodium_open(peer_sodium *out, char *why, size_t capacity);

/* OpenSSL 3: one secure heap in a process, of a fixed size. <openssl/crypto.h> */
typedef struct peer_openssl {
  const char *(*version)(int type); /* 0: "OpenSSL 3.0.19 27 Jan 2026" */
  int (*init)(size_t size, size_t least);
  int (*done)(void);
  void *(*allocate)(size_t size, const char *file, int line);
  void (*release)(void *pointer, const char *file, int line);
} peer_openssl;

bool peer_openssl_open(peer_openssl *out, char *why, size_t capacity);

/* The heap has room for `bytes`, rounded up to a power of two, in slots of 32 and more. False: it
   could not be protected. */
bool peer_openssl_begin(const peer_openssl *it, size_t bytes);

/* libgcrypt: one pool in a process. <gcrypt.h> */
typedef struct peer_gcrypt {
  const char *(*version)(const char *least); /* gcry_check_version(NULL), first of all calls */
  int (*control)(int command, ...);
  void *(*allocate)(size_t size);
  void (*release)(void *pointer);
} peer_gcrypt;

bool peer_gcrypt_open(peer_gcrypt *out, char *why, size_t capacity);

/* Makes the pool, and ends it. */
bool peer_gcrypt_begin(const peer_gcrypt *it, size_t bytes);
void peer_gcrypt_end(const peer_gcrypt *it);

MEMCALL_END

#endif
