/* fake.h: what the files of the fake system share. All state is one struct under one lock. */
#ifndef TESTS_FAKE_OS_FAKE_H
#define TESTS_FAKE_OS_FAKE_H

#include "lib/memcall/backend/backend.h"
#include "lib/memcall/host/host.h"
#include "tests/fake_os/fake_os.h"

#define FAKE_PAGE ((size_t)4096)
#define FAKE_LARGE_PAGE ((size_t)65536) /* small, for speed: it is written and read a lot */

/* Codes, so that a test can tell who refused. */
#define FAKE_CODE_INVALID 22
#define FAKE_CODE_NO_MEMORY 12
#define FAKE_CODE_DENIED 13
#define FAKE_CODE_FAULT 14
#define FAKE_CODE_ABSENT 38

/* --- Pages ----------------------------------------------------------------------------------- */

enum {
  FAKE_NO_DUMP = 1,
  FAKE_NO_MERGE = 2,
  FAKE_SMALL = 4,
  FAKE_GUARD = 8,     /* a marker: access stays as it is underneath */
  FAKE_TOUCHED = 16,  /* resident */
  FAKE_RESERVED = 32, /* address space without memory */
  FAKE_ABSENT = 64,   /* gone in a child */
};
/* As on Linux, advice against merging splits nothing: it is what pages have from the start. */
#define FAKE_SPLITS (FAKE_NO_DUMP | FAKE_SMALL | FAKE_RESERVED | FAKE_ABSENT)

typedef struct fake_page {
  uint8_t access; /* memcall_protection */
  uint8_t fork;   /* memcall_fork_action */
  uint8_t locks;
  uint8_t flags;
  uint8_t key; /* 0: none */
} fake_page;

typedef struct fake_mapping {
  unsigned char *base;
  void *memory; /* what the C library gave; base is inside */
  size_t size;
  memcall_kind kind;
  bool sparse;
  bool kept;       /* fake_os_keep */
  uint8_t ceiling; /* the access it was made with */
  fake_page *pages;
} fake_mapping;

/* --- The world ------------------------------------------------------------------------------- */

typedef struct fake_absence {
  const char *operation, *reason;
} fake_absence;

typedef struct fake_probe {
  const char *name;
  int answer;
} fake_probe;

enum {
  FAKE_ABSENCES = 48,
  FAKE_PROBES = 8,
  FAKE_LOG = 1024,
  FAKE_COMPLAINTS = 4096,
  FAKE_FORK_HANDLERS = 4,
  FAKE_SOURCES = 16
};

typedef struct fake_source {
  const unsigned char *bytes;
  size_t size, chunk;
} fake_source;

typedef struct fake_world {
  /* Live: kept over a reset. */
  fake_mapping *mappings; /* sorted by base */
  size_t live, room;
  size_t mapping_count, mapped_bytes, locked_pages, large_pages_used;
  uint64_t process;
  uint32_t keys; /* a bit for each protection key that is taken */
  memcall_host_fork_fn prepare[FAKE_FORK_HANDLERS], parent[FAKE_FORK_HANDLERS];
  size_t fork_handlers;
  /* Settings and records: anew with each reset. */
  bool is_set_up;
  uint32_t traits;
  fake_os_limits limits;
  fake_absence absences[FAKE_ABSENCES];
  fake_probe probes[FAKE_PROBES];
  fake_os_fault fault;
  bool fault_happened;
  size_t operations;
  fake_os_entry log[FAKE_LOG];
  size_t logged, planned_at; /* entries ever written; how many when the plan began */
  size_t offences;
  const char *last_offence;
  fake_mapping *graves; /* unwiped memory that was given back */
  size_t grave_count;
  uint64_t random, clock_offset;
  size_t stack_room;
  bool core_limited, core_limited_for_good;
  fake_source sources[FAKE_SOURCES];
  size_t source_count;
  char complaints[FAKE_COMPLAINTS];
  size_t complained;
} fake_world;

/* Returns the world, locked and set up; fake_leave unlocks it. */
fake_world *fake_enter(void);
fake_world *fake_try_to_enter(void); /* NULL when somebody is in */
void fake_leave(void);

/* --- Operations (plan.c) --------------------------------------------------------------------- */

/* The arguments that operations have between them. */
typedef struct fake_call {
  unsigned char *address;
  size_t size;
  int number; /* protection, fork action, hard */
  int key;
  memcall_kind kind;
  bool sparse;
  void *out; /* bytes read, mapping made */
  size_t got;
  const char *operation;
  intptr_t descriptor;
  memcall_host_fork_fn prepare, parent;
} fake_call;

typedef memcall_answer (*fake_action)(fake_world *world, fake_call *call);

/* Counts and logs the operation, and performs it unless the plan or an absence says otherwise. */
memcall_answer fake_perform(const char *operation, fake_action action, fake_call *call);

memcall_answer fake_ok(const fake_call *call);
memcall_answer fake_refuse(const fake_call *call, memcall_status status, int64_t code);

/* --- Mappings and pages ---------------------------------------------------------------------- */

fake_mapping *fake_mapping_of(fake_world *world, const void *address);

/* The pages of a range that lies in one mapping; NULL when it does not. */
fake_page *fake_pages_of(fake_world *world, const fake_call *call, size_t *count,
                         fake_mapping **mapping);

/* Whether the calling thread's rights let it touch pages of this key (keys.c). */
bool fake_key_lets(int key, bool for_writing);

bool fake_wears(const fake_world *world, uint32_t trait);
bool fake_probed(const fake_world *world, const char *probe);

/* Runs of unlike pages, minus one. The window reaches one page over the range on both sides. */
size_t fake_boundaries(const fake_mapping *mapping, size_t first, size_t count);

typedef void (*fake_change)(fake_page *page, int number);

/* Changes every page of the range, unless the mapping count would pass its limit: then nothing is
   changed. */
memcall_answer fake_change_pages(fake_world *world, fake_call *call, fake_change change);

/* As a kernel writes zeros: free memory may be poisoned under address sanitizer. Whole words. */
void fake_zero(unsigned char *bytes, size_t size);

void fake_offend(fake_world *world, const char *offence);

#endif
