/* fork.pml: what at_fork.c and fork.c claim of a fork beside threads that hold locks, as a model for
   Spin: nobody waits for ever, and the child goes on with content at rest. Two locks, taken by every
   thread in the same order; what they guard is two bytes that are only equal at rest. The thread that
   forks may do so in a signal handler, in the middle of such a change of its own, and its program's
   own fork handlers use the library.

   Bugs that must be found, one at a time: -DWAITS_FOR_EVER -DKEEPS_LOCKS -DDOES_NOT_PASS -DLEFT_TORN
   -DCHILD_KEEPS_LOCKS. */

#define LOCKS 2
#define FREE 0
#define FORK 9 /* MEMGUARD_LOCK_FORK */
#define THREADS 2
#define FORKER 3

byte lock[LOCKS];              /* who holds it; the code keeps less */
byte one[LOCKS], other[LOCKS]; /* content */
bool forking; /* state.thread is FORKER */
/* The child's copy of all of it. */
bool child_made;
byte child_lock[LOCKS], child_one[LOCKS], child_other[LOCKS];

#ifdef DOES_NOT_PASS
#define PASSES false
#else
#define PASSES (forking && _pid == forker_pid)
#endif
byte forker_pid;

/* memguard_lock_acquire: the forking thread passes locks that it holds for the fork. */
inline acquire(which, me, passed) {
  if
  :: PASSES && lock[which] == FORK -> passed = true
  :: atomic { lock[which] == FREE -> lock[which] = me }; passed = false
  fi
}

inline release(which, passed) {
  if
  :: passed
  :: else -> lock[which] = FREE
  fi
}

inline change(which, me) {
  acquire(which, me, passed);
  one[which]++;
  other[which]++;
  release(which, passed)
}

active [THREADS] proctype thread() {
  bool passed;
  byte me = _pid + 1;
  change(0, me);
  acquire(0, me, passed);
  bool passed_inner;
  acquire(1, me, passed_inner); /* a part's lock under its context's */
  one[1]++;
  other[1]++;
  release(1, passed_inner);
  release(0, passed)
}

/* memguard_fork_hold: gives up when its holder does not come round in time. */
inline hold(which) {
  if
  :: atomic { lock[which] == FREE -> lock[which] = FORK }
#ifndef WAITS_FOR_EVER
  :: lock[which] != FREE -> skip /* the time is over */
#endif
  fi
}

/* memguard_fork_let_go */
inline let_go(which) {
  if
  :: lock[which] == FORK -> lock[which] = FREE
  :: else
  fi
}

inline copy_to_child() {
  d_step {
    child_lock[0] = lock[0]; child_lock[1] = lock[1];
    child_one[0] = one[0]; child_one[1] = one[1];
    child_other[0] = other[0]; child_other[1] = other[1];
    child_made = true
  }
}

inline fork() {
  atomic { forking = true; forker_pid = _pid };
  hold(0);
  hold(1);
  /* Prepare handlers of the program that were registered before ours run now, inside of the library. */
  if
  :: lock[0] == FORK && lock[1] == FORK -> change(0, FORKER); change(1, FORKER)
  :: else
  fi;
  copy_to_child();
#ifndef KEEPS_LOCKS
  let_go(0);
  let_go(1);
#endif
  forking = false
}

active proctype forker() {
  bool passed;
  if
  :: fork()
  :: /* a signal comes in the middle of a change, and its handler forks */
    acquire(0, FORKER, passed);
    one[0]++;
    fork();
    other[0]++;
    release(0, passed)
  fi;
  change(1, FORKER)
}

/* memguard_fork_check: revive_context. A lock that was held for the fork says that what it guards is
   at rest; any other is mended. */
inline revive(which) {
  if
  :: child_lock[which] == FORK || child_lock[which] == FREE -> assert(child_one[which] == child_other[which])
#ifndef LEFT_TORN
  :: else -> child_other[which] = child_one[which]
#else
  :: else
#endif
  fi;
#ifndef CHILD_KEEPS_LOCKS
  child_lock[which] = FREE
#endif
}

active proctype child() {
  child_made;
  revive(0);
  revive(1);
  child_lock[0] == FREE;
  assert(child_one[0] == child_other[0]);
  child_lock[1] == FREE;
  assert(child_one[1] == child_other[1])
}
