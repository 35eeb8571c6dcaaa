/* attributes.h: functions that stay functions, also under link-time optimization. */
#ifndef MEMGUARD_SCRUB_ATTRIBUTES_H
#define MEMGUARD_SCRUB_ATTRIBUTES_H

/* MEMGUARD_APART: never inlined, and no caller learns which registers it leaves alone. A secret
   that lives in such a function alone is dead when it returns. */
#if __has_attribute(noipa)
#define MEMGUARD_APART __attribute__((noipa))
#else
#define MEMGUARD_APART __attribute__((noinline))
#endif

/* MEMGUARD_OWN_FRAME: besides, its locals are on the thread's own stack, where address sanitizer
   would otherwise give them a place on a heap. */
#define MEMGUARD_OWN_FRAME MEMGUARD_APART __attribute__((no_sanitize("address")))

/* MEMGUARD_MAY_RACE: thread sanitizer does not look into it. For zeroing a key that another thread
   may be reading, which is what a purge is for: that thread finds the epoch changed, and its result
   void. */
#define MEMGUARD_MAY_RACE MEMGUARD_APART __attribute__((no_sanitize("thread")))

#endif
