/* scene.h: what acts work on, and the acts themselves. */
#ifndef TESTS_RESIDUE_SCENE_H
#define TESTS_RESIDUE_SCENE_H

#include "memguard/memguard.h"
#include "securememory/securememory.h"
#include "tests/residue/table.h"

MEMCALL_BEGIN

/* Pointers and lengths only: it stands in ordinary memory. */
typedef struct residue_scene {
  residue_table *table;
  memguard_context *context;
  securememory_factory *factory;
  memguard_enclave *enclave, *another; /* enclave: of RESIDUE_SHORT bytes of the plaintext */
  memguard_buffer *buffer;
  memguard_stream *stream; /* holds RESIDUE_PLAIN bytes in one chunk */
  securememory_secret *secret, *twin;
  securememory_reader *reader;
  securememory_loan loan;
  unsigned char *slot; /* RESIDUE_PLAIN bytes of the secure heap */
  size_t length;
  bool flag;
} residue_scene;

extern residue_scene residue_stage;

/* Where the plaintext is afterwards, in locked memory; no core file has it, wherever it is. */
typedef enum residue_place {
  RESIDUE_GONE,
  RESIDUE_RESTS, /* there when the kind of rest has pages of its own */
  RESIDUE_STANDS
} residue_place;

/* prepare makes what the act needs; learn, which runs after the act, puts a plaintext that nobody
   knew into the table. Both may be NULL, and run on the table's stack. */
typedef struct residue_act {
  const char *name;
  bool (*act)(residue_scene *scene);
  bool (*prepare)(residue_scene *scene);
  void (*learn)(residue_scene *scene);
  residue_place place;
} residue_act;

typedef struct residue_acts {
  const residue_act *acts;
  size_t count;
} residue_acts;

extern const residue_acts residue_enclave_acts, residue_stream_acts, residue_byte_acts,
    residue_secret_acts, residue_thread_acts, residue_controls;

const residue_act *residue_act_named(const char *name);

/* For callbacks: the end comes while they run. */
#define RESIDUE_DIE_HERE(scene)         \
  do {                                  \
    (scene)->table->as_expected = true; \
    __asm__ volatile("ud2");            \
  } while (0)

/* A control: another thread keeps plaintext in a register, and stays. */
bool residue_keep_beside(residue_scene *scene);

/* Copies with no byte in a register, as nothing of ours may stand in one. */
void residue_give(void *to, const void *from, size_t length);

MEMCALL_END

#endif
