/* folder.c: where core files go for the moment that they exist. /dev/shm is memory, so that no disk
   ever holds them. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/secmem/attack/session.h"

static bool make_in(attack_session *session, const char *parent) {
  if (parent == NULL || parent[0] != '/') return false;
  int length = snprintf(session->folder, sizeof session->folder, "%s/secmem-%ld-XXXXXX", parent,
                        (long)getpid());
  if (length < (int)sizeof session->folder && mkdtemp(session->folder) != NULL) return true;
  session->folder[0] = '\0';
  return false;
}

bool attack_folder_make(attack_session *session) {
  return make_in(session, "/dev/shm") || make_in(session, getenv("TMPDIR")) ||
         make_in(session, "/tmp");
}

void attack_folder_remove(attack_session *session) {
  char path[sizeof session->folder + 256 + 2];
  DIR *folder = session->folder[0] != '\0' ? opendir(session->folder) : NULL;
  if (folder == NULL) return;
  for (const struct dirent *entry; (entry = readdir(folder)) != NULL;) {
    snprintf(path, sizeof path, "%s/%s", session->folder, entry->d_name);
    unlink(path); /* "." and ".." refuse */
  }
  closedir(folder);
  rmdir(session->folder);
  session->folder[0] = '\0';
}
