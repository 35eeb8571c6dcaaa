/* scene.h: what acts work on, and what is found to be wrong with it. */
#ifndef TESTS_FAULTS_SCENE_H
#define TESTS_FAULTS_SCENE_H

#include "memguard/memguard.h"
#include "securememory/securememory.h"
#include "securememory/stream.h"

MEMCALL_BEGIN

enum {
  FAULTS_SIZE = 100,   /* bytes of a secret */
  FAULTS_LONG = 2500,  /* of what goes through a stream or comes from a source, */
  FAULTS_CHUNK = 1000, /* in chunks, and in pieces as sources give it */
  FAULTS_PIECE = 700
};

/* Pointers and lengths, and the caller's own bytes. */
typedef struct faults_scene {
  memguard_context *context;
  securememory_factory *factory;
  securememory_kind kind;
  /* What an act's prepare makes. */
  memguard_context *other;
  memguard_buffer *buffer;
  memguard_enclave *enclave;
  memguard_stream *stream;
  securememory_factory *another;
  securememory_secret *secret;
  securememory_reader *reader;
  securememory_stream *flow;
  securememory_loan loan;
  unsigned char *object;
  memcall_region region;
  /* What the act itself makes. */
  void *made;
  void (*end_made)(void *made);
  /* The caller's side. */
  unsigned char source[FAULTS_LONG], out[FAULTS_LONG];
  size_t given, taken, got; /* by a source, by a sink, as the call says */
  bool flag;
  bool without_crypto; /* the provider is out of memory, which BoringSSL is not */
  bool powerless; /* nothing that the system does works, so that no page can be made writable */
  const char *trouble; /* the first thing that was wrong; NULL: none */
  int line;
} faults_scene;

/* The plaintext: FAULTS_LONG bytes, no 16 of them alike, in each 16 the mark. */
extern const char faults_mark[12];
const unsigned char *faults_plain(void);

/* A context with these options, and a factory. False: they could not be had. */
bool faults_scene_open(faults_scene *scene, const memguard_options *options,
                       securememory_kind kind);
/* Ends what acts and their prepare made; the caller's bytes are new then. */
void faults_scene_clear(faults_scene *scene);
/* Ends the context and the factory. False: they are BUSY. */
bool faults_scene_close(faults_scene *scene);

#define FAULTS_EXPECT(scene, condition) faults_note(scene, condition, #condition, __LINE__)
void faults_note(faults_scene *scene, bool holds, const char *condition, int line);

/* An out-parameter before the call: whoever leaves it so has not cleared it. */
#define FAULTS_UNTOUCHED ((void *)(uintptr_t)0x5a5a5a50u)

/* The act's answer: what it made is there if and only if it says OK. */
unsigned faults_made(faults_scene *scene, unsigned status, void *out, void (*end)(void *));
#define FAULTS_ENDS(type)                                              \
  static void end_##type(void *made) { type##_destroy((void *)made); } \
  typedef int faults_swallow_semicolon_##type

/* The answer of a call that returns a pointer. */
unsigned faults_status_of(const void *pointer);

/* Checks that acts share: the source is wiped on success and intact otherwise; out holds the
   plaintext on success and nothing of it otherwise. */
void faults_check_moved(faults_scene *scene, unsigned status);
void faults_check_kept(faults_scene *scene, unsigned status);
void faults_check_out(faults_scene *scene, unsigned status);
bool faults_holds_plain(const unsigned char *bytes, size_t from, size_t length);
bool faults_is_nowhere(void); /* the mark */

/* The callback of whoever is inside: looks at the plaintext, and sets scene->flag. */
int faults_look(const unsigned char *bytes, size_t length, void *scene);
bool faults_is_zero(const unsigned char *bytes, size_t length);

/* Gives the plaintext in pieces, and takes it; both are told by scene->given and taken. */
memguard_source faults_source(faults_scene *scene);
memguard_sink faults_sink(faults_scene *scene);

MEMCALL_END

#endif
