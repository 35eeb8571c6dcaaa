/* whole_file.c: mkstemp(3), fsync(2), rename(2). */
#include "tests/examples/whole_file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

bool whole_file_begin(struct whole_file *file, const char *path) {
  file->path = path;
  int length = snprintf(file->unfinished, sizeof file->unfinished, "%s.XXXXXX", path);
  file->descriptor =
      length > 0 && (size_t)length < sizeof file->unfinished ? mkstemp(file->unfinished) : -1;
  return file->descriptor >= 0;
}

bool whole_file_end(struct whole_file *file, bool wanted) {
  bool kept = wanted && fsync(file->descriptor) == 0;
  kept = close(file->descriptor) == 0 && kept;
  kept = kept && rename(file->unfinished, file->path) == 0;
  if (!kept) unlink(file->unfinished);
  return kept;
}
