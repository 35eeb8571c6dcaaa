/* ops.h: an input is a program. Its first two bytes are the target's configuration; then come operations,
   each one byte for its number and a few for its arguments (README.md has the format). A target is a
   table of them, made by table.h from its .inc file, and what happens before and after. */
#ifndef FUZZ_OPS_H
#define FUZZ_OPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One letter each in `arguments`: b: one byte. w: two bytes, the low one first. z: a size: two bytes
   as w, of which the last 32 values are SIZE_MAX - 31 … SIZE_MAX. What the input lacks is zero. */
enum { FUZZ_ARGUMENTS = 8, FUZZ_MOST_OPS = 32, FUZZ_MOST_STEPS = 400 };

typedef struct fuzz_op {
  const char *name;      /* in the assembler's language */
  const char *arguments; /* letters */
  const char *call;      /* the C that it stands for; $0 … are the arguments */
  void (*run)(const size_t *arguments);
} fuzz_op;

/* --- What a target defines ------------------------------------------------------------------- */

extern const fuzz_op fuzz_ops[];
extern const size_t fuzz_op_count;     /* at most FUZZ_MOST_OPS */
extern const char *const fuzz_opening; /* the C that begin stands for; $0 is the configuration */

void fuzz_begin(size_t config);
void fuzz_end(void);

/* --- What it is given ------------------------------------------------------------------------ */

/* Whether the environment asks for inputs to be printed as C and not only run. */
bool fuzz_prints(void);
void fuzz_print(const char *call, const char *name, const char *letters, const size_t *arguments);

/* Ends the process and says where the program stood. */
void fuzz_failed(const char *file, int line, const char *what);

#define FUZZ_CHECK(condition) ((condition) ? (void)0 : fuzz_failed(__FILE__, __LINE__, #condition))

#endif
