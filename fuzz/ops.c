/* ops.c: reads an input as a program and runs it, one operation after the other. */
#include "fuzz/ops.h"

#include <stdio.h>
#include <stdlib.h>

#include "fuzz/world.h"

typedef struct reader {
  const uint8_t *at, *end;
} reader;

static struct {
  size_t number; /* of the operation that runs */
  const char *name;
} step;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv);

void fuzz_failed(const char *file, int line, const char *what) {
  fprintf(stderr, "%s:%d: operation %zu (%s): not so: %s\n", file, line, step.number, step.name,
          what);
  abort();
}

/* --- Reading --------------------------------------------------------------------------------- */

static size_t byte(reader *input) { return input->at < input->end ? *input->at++ : 0; }

static size_t argument(reader *input, char letter) {
  size_t value = byte(input);
  if (letter != 'b') value |= byte(input) << 8;
  return letter == 'z' && value > UINT16_MAX - 32 ? SIZE_MAX - (UINT16_MAX - value) : value;
}

/* A byte that is no operation's number is passed over: most changes of an input leave the rest of
   it a program. */
static const fuzz_op *next_op(reader *input, size_t *arguments) {
  while (input->at < input->end) {
    size_t number = byte(input) % FUZZ_MOST_OPS;
    if (number >= fuzz_op_count) continue;
    const char *letters = fuzz_ops[number].arguments;
    for (size_t i = 0; letters[i] != '\0'; i++) arguments[i] = argument(input, letters[i]);
    return &fuzz_ops[number];
  }
  return NULL;
}

/* --- Running --------------------------------------------------------------------------------- */

static void run(const fuzz_op *op, const size_t *arguments) {
  step.number++;
  step.name = op->name;
  if (fuzz_prints()) fuzz_print(op->call, op->name, op->arguments, arguments);
  op->run(arguments);
  fuzz_world_step();
}

static void begin(size_t config) {
  step.number = 0;
  step.name = "config";
  if (fuzz_prints()) fuzz_print(fuzz_opening, "config", "w", &config);
  fuzz_world_begin();
  fuzz_begin(config);
}

static void end(void) {
  step.name = "end";
  fuzz_world_calm();
  fuzz_end();
  fuzz_world_end();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  reader input = {data, data + size};
  size_t arguments[FUZZ_ARGUMENTS] = {0};
  begin(argument(&input, 'w'));
  for (int steps = 0; steps < FUZZ_MOST_STEPS; steps++) {
    const fuzz_op *op = next_op(&input, arguments);
    if (op == NULL) break;
    run(op, arguments);
  }
  end();
  return 0;
}

/* The first run makes what the library makes once in a process, and is not part of any other. */
int LLVMFuzzerInitialize(int *argc, char ***argv) {
  (void)argc, (void)argv;
  step.name = "warm-up";
  fuzz_world_warm_up();
  return 0;
}
