/* linux_core_file.c: finds, unlinks and looks at a core file. */
#include "tools/secmem/attack/linux_core_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <link.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A link or a pipe under that name is not a core file. */
static int take(int folder, const char *name) {
  struct stat about;
  int file = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (file < 0) return -1;
  if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode) || about.st_uid != geteuid()) {
    close(file);
    return -1;
  }
  unlinkat(folder, name, 0);
  return file;
}

static int take_matching(DIR *folder, const char *glob) {
  for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    if (entry->d_name[0] == '.' && glob[0] != '.') continue;
    if (fnmatch(glob, entry->d_name, 0) != 0) continue;
    int file = take(dirfd(folder), entry->d_name);
    if (file >= 0) return file;
  }
  return -1;
}

int attack_core_file_take(const char *own_folder, const attack_core_place *place, pid_t pid) {
  char glob[256] = "*"; /* whatever stands in our own folder */
  DIR *folder = opendir(place->folder[0] != '\0' ? place->folder : own_folder);
  if (folder == NULL) return -1;
  if (place->folder[0] != '\0') attack_core_place_glob(place, pid, glob, sizeof glob);
  int file = take_matching(folder, glob);
  closedir(folder);
  return file;
}

bool attack_core_file_whole(int file) {
  struct stat about;
  ElfW(Ehdr) head;
  ElfW(Phdr) part;
  if (fstat(file, &about) != 0 || pread(file, &head, sizeof head, 0) != (ssize_t)sizeof head)
    return false;
  for (int i = 0; i < head.e_phnum; i++) {
    off_t at = (off_t)head.e_phoff + (off_t)i * (off_t)sizeof part;
    if (pread(file, &part, sizeof part, at) != (ssize_t)sizeof part) return false;
    if (part.p_offset + part.p_filesz > (ElfW(Off))about.st_size) return false;
  }
  return memcmp(head.e_ident, ELFMAG, SELFMAG) == 0 && head.e_phnum != 0;
}
