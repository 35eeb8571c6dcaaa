/* acts_threads.c: a thread does it, and stays in the instruction after it while another one dies:
   its registers are in the core file as well. */
#include <pthread.h>
#include <stdatomic.h>

#include "tests/residue/scene.h"

static atomic_int done;

/* Stays, with every register as it is. */
#define STAY(flag) __asm__ volatile("movl $1, %0\n\t1: pause\n\tjmp 1b" : "=m"(flag)::"memory")

static void *open_and_stay(void *user) {
  residue_scene *scene = user;
  scene->flag = memguard_enclave_open_into(scene->enclave, scene->slot, RESIDUE_PLAIN,
                                           &scene->length) == MEMGUARD_OK;
  STAY(done);
  return NULL;
}
static void *seal_and_stay(void *user) {
  residue_scene *scene = user;
  scene->flag = memguard_enclave_new_copy(scene->context, scene->table->plain, RESIDUE_SHORT,
                                          &scene->another) == MEMGUARD_OK;
  STAY(done);
  return NULL;
}
static void *keep_and_stay(void *user) {
  const residue_scene *scene = user;
  __asm__ volatile("movdqu (%0), %%xmm9" ::"r"(scene->table->plain) : "memory");
  STAY(done);
  return NULL;
}

static bool beside(residue_scene *scene, void *(*work)(void *)) {
  pthread_t thread;
  scene->flag = true;
  scene->table->threads = 2;
  if (pthread_create(&thread, NULL, work, scene) != 0) return false;
  while (atomic_load(&done) == 0) continue;
  return scene->flag;
}

static bool open_beside(residue_scene *scene) { return beside(scene, open_and_stay); }
static bool seal_beside(residue_scene *scene) { return beside(scene, seal_and_stay); }
bool residue_keep_beside(residue_scene *scene) { return beside(scene, keep_and_stay); }

static const residue_act kActs[] = {
    {"OpenedByAnotherThread", open_beside, NULL, NULL, RESIDUE_STANDS},
    {"SealedByAnotherThread", seal_beside, NULL, NULL, RESIDUE_GONE},
};
const residue_acts residue_thread_acts = {kActs, sizeof kActs / sizeof *kActs};
