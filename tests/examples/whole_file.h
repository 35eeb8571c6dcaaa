/* whole_file.h: a file that gets its name when all of it is written, and otherwise never existed. */
#ifndef TESTS_EXAMPLES_WHOLE_FILE_H
#define TESTS_EXAMPLES_WHOLE_FILE_H

#include <stdbool.h>

struct whole_file {
  int descriptor; /* to write to; readable by its owner alone */
  const char *path;
  char unfinished[4096]; /* its name until then, beside the other one */
};

/* False: it cannot be made. path is borrowed until the end. */
bool whole_file_begin(struct whole_file *file, const char *path);

/* Gives it its name, replacing what had that, or removes it. False: it was not wanted, or could not
   be written to the disk. */
bool whole_file_end(struct whole_file *file, bool wanted);

#endif
