/* access.pml: what access.c and close.c claim of threads that are inside a secret while others close
   and destroy it, as a model for Spin. Every step between taking and giving back the lock is one that
   other threads may come between, as far as they do not need the lock.

   Bugs that must be found, one at a time: -DLAST_ONE_LEAVES_IT -DADMITTED_WHILE_CLOSING
   -DWAITS_UNLOOKED -DNOT_KEPT -DCLOSED_UNDER_A_VISITOR. */

#define VISITORS 2
#define CLOSERS 2

bool lock;
byte inside;         /* length of secret->inside */
byte references = 1; /* the handle's own */
bool open;           /* held.open */
bool closing, wiped, freed;
bool queued[CLOSERS], woken[CLOSERS]; /* secret->waiters and their events */
bool destroyed; /* the owner has called destroy: nobody begins a call after that */
byte calls;     /* of close, which the owner waits for before he destroys */

inline acquire() { atomic { !lock -> lock = true }; assert(!freed) }
inline release() { assert(!freed); lock = false }

/* securememory_wipe_now */
inline wipe_now() {
  if
  :: !wiped ->
    assert(inside == 0);
    wiped = true;
    woken[0] = woken[0] || queued[0];
    woken[1] = woken[1] || queued[1]
  :: else
  fi
}

/* securememory_secret_release */
inline let_go() {
  atomic { references--; last = (references == 0) };
  if
  :: last -> assert(wiped && inside == 0); freed = true
  :: else
  fi
}

#ifdef ADMITTED_WHILE_CLOSING
#define REFUSED false
#else
#define REFUSED closing
#endif

/* securememory_access: securememory_enter, the callback, securememory_leave. Who begins before the
   handle is destroyed is inside, or refused, before that. */
active [VISITORS] proctype visitor() {
  bool last;
  atomic { !lock -> if :: destroyed -> goto end :: else -> lock = true fi };
  if
  :: REFUSED -> release(); goto end
  :: else
  fi;
  if
  :: inside == 0 -> open = true
  :: else
  fi;
  inside++;
#ifndef NOT_KEPT
  references++;
#endif
  release();
  assert(open && !wiped && !freed); /* the callback reads */
  acquire();
  inside--;
  if
  :: inside == 0 ->
    open = false;
#ifndef LAST_ONE_LEAVES_IT
    if
    :: closing -> wipe_now()
    :: else
    fi
#endif
  :: else
  fi;
  release();
#ifndef NOT_KEPT
  let_go();
#endif
end:
  skip
}

/* securememory_secret_close: close_at_once, queue, the wait, unqueue. */
proctype closer(byte me) {
  acquire();
  closing = true;
  if
#ifdef CLOSED_UNDER_A_VISITOR
  :: true -> wiped = true
#else
  :: wiped
  :: !wiped && inside == 0 -> wipe_now()
#endif
  :: else -> /* TIMEOUT: wait */
    release();
    acquire();
#ifdef WAITS_UNLOOKED
    queued[me] = true;
#else
    queued[me] = !wiped;
#endif
    release();
    if
    :: queued[me] -> woken[me] -> acquire(); queued[me] = false; release()
    :: else
    fi;
    acquire()
  fi;
  assert(wiped && inside == 0 && !open); /* OK */
  release();
  calls--
}

/* securememory_secret_destroy: end, end_content, securememory_secret_release. */
active proctype owner() {
  bool last;
  if
  :: atomic { calls = CLOSERS; run closer(0); run closer(1) }; calls == 0
  :: skip
  fi;
  atomic { !lock -> lock = true; destroyed = true };
  closing = true;
  if
  :: inside != 0
  :: else -> wipe_now()
  fi;
  release();
  let_go();
  /* Whoever is still inside wipes and frees. */
  freed
}
