/* coffer.pml: what key.c and ring.c claim of seals, renewals and purges beside each other, as a model
   for Spin. One key place, whose halves stand in one of two cells. A half is a number: 0 when it is
   wiped, else the renewal that wrote it; `key_of` says of which key. Steps are as small as the code's
   loads and stores; memory is taken for sequentially consistent, as the fences make it where it
   counts.

   Bugs that must be found, one at a time: -DNO_EPOCH_CHECK -DNO_SECOND_LOOK -DWIPE_BEFORE_EPOCH
   -DNO_SECOND_ENTRY -DRENEW_IN_PLACE -DSCRATCH_LOOKED_AT_FIRST. */

#define CELLS 2
#define WRITERS 2 /* threads that make or renew: one after the other, under the lock */
#define VALUES 8

byte epoch;   /* context->purges >> 16 */
byte purging; /* context->purges & 0xffff */
byte key_epoch = 255; /* coffer->key_epoch */
byte left[CELLS], right[CELLS]; /* page->cells */
byte entry_cell, entry_version; /* coffer->entries[0] */
byte spare = 1; /* coffer->spare */
bool lock; /* coffer->lock */
byte last;           /* the number of the newest halves */
byte key_of[VALUES]; /* halves → key */
byte keys;
bool taken;        /* coffer->taken */
byte slot_left, slot_right; /* page->slots[0] */
bool left_of_key, right_of_key; /* it was read where the entry pointed; no part of the code */
byte purges_left = 2;
byte running = WRITERS + 2;

inline acquire() { atomic { !lock; lock = true } }
inline release() { lock = false }

/* memguard_epoch_holds */
#define HOLDS(e) (epoch == (e) && purging == 0)

#ifdef NO_SECOND_LOOK
#define LOOKS_AGAIN(e) true
#else
#define LOOKS_AGAIN(e) HOLDS(e)
#endif

/* store of key.c: memguard_cell_store, the second look, and publish. `mine` is the number of the halves. */
inline store(e, mine, to) {
  left[to] = mine;
  right[to] = mine;
  if
  :: LOOKS_AGAIN(e) -> publish(to)
  :: else ->
    left[to] = 0;
    right[to] = 0
  fi
}

inline publish(to) {
  was = entry_cell;
  atomic { entry_cell = to; entry_version++ };
#ifndef RENEW_IN_PLACE
  spare = was;
  left[was] = 0;
  right[was] = 0;
#endif
  stored = true
}

#ifdef RENEW_IN_PLACE
#define TARGET entry_cell
#else
#define TARGET spare
#endif

/* prepare and first_key of ring.c; memguard_key_make */
inline make(e) {
  if
  :: key_epoch != e && HOLDS(e) ->
    atomic { last++; keys++; key_of[last] = keys; mine = last };
    store(e, mine, spare);
    if
    :: stored -> key_epoch = e
    :: else
    fi
  :: else
  fi
}

/* refresh of refresh.c; memguard_key_renew. A purge may tear what is read of the old pair; such a
   pair is never published, because the epoch has moved. */
inline renew(e) {
  if
  :: key_epoch == e ->
    byte old_left, old_right;
    old_left = left[entry_cell];
    old_right = right[entry_cell];
    atomic {
      last++;
      mine = last;
      key_of[last] = (old_left == old_right -> key_of[old_left] : 0)
    };
    store(e, mine, TARGET)
  :: else
  fi
}

active [WRITERS] proctype writer() {
  byte e, mine, was;
  bool stored;
  acquire();
  atomic { e = epoch; if :: purging != 0 -> goto done :: else fi };
  stored = false;
  make(e);
  renew(e);
done:
  release();
  running--
}

/* memguard_seal_handle or memguard_unseal, with scratch.c: take_bit, copy_parts of assemble.c, the cipher,
   memguard_coffer_return, judge. */
active proctype sealer() {
  byte e, version, cell;
  atomic { e = epoch; if :: purging != 0 -> goto end :: else fi };
  if
  :: key_epoch == e
  :: else -> goto end
  fi;
  atomic { !taken; taken = true };
again:
  atomic { cell = entry_cell; version = entry_version };
  atomic { slot_left = left[cell]; left_of_key = (version == entry_version) };
  atomic { slot_right = right[cell]; right_of_key = (version == entry_version) };
#ifndef NO_SECOND_ENTRY
  if
  :: version != entry_version -> goto again
  :: else
  fi;
#endif
  skip; /* the cipher works with the slot */
  byte used_left, used_right;
  used_left = slot_left;
  used_right = slot_right;
  slot_left = 0;
  slot_right = 0;
  taken = false;
#ifndef NO_EPOCH_CHECK
  if
  :: HOLDS(e)
  :: else -> goto end /* EXPIRED: what was made is wiped */
  fi;
#endif
  /* No result leaves under a torn or wiped key. */
  assert(used_left == used_right);
  assert(used_left != 0);
  assert(key_of[used_left] != 0);
end:
  running--
}

/* wipe_context of purge.c; memguard_coffer_wipe. */
active proctype purge() {
  do
  :: purges_left > 0 ->
    purges_left--;
#ifndef WIPE_BEFORE_EPOCH
    atomic { epoch++; purging++ };
#endif
#ifdef SCRATCH_LOOKED_AT_FIRST
    bool busy;
    busy = taken;
#endif
    left[0] = 0; right[0] = 0;
    left[1] = 0; right[1] = 0;
#ifndef SCRATCH_LOOKED_AT_FIRST
    bool busy;
    busy = taken;
#endif
    if
    :: busy -> slot_left = 0; slot_right = 0
    :: else
    fi;
    /* What the other thread meets of a pair that is not published goes with its slot, which it wipes
       itself. */
    assert(!left_of_key || slot_left == 0);
    assert(!right_of_key || slot_right == 0);
#ifdef WIPE_BEFORE_EPOCH
    atomic { epoch++; purging++ };
#endif
    purging--
  :: purges_left == 0 -> break
  od;
  running--
}

/* When all is over nothing is left of a key that a purge has ended. */
active proctype end_state() {
  running == 0;
  assert(!lock && !taken && slot_left == 0 && slot_right == 0);
  assert(key_epoch == epoch || (left[0] == 0 && right[0] == 0 && left[1] == 0 && right[1] == 0));
  assert(key_epoch != epoch || (left[entry_cell] == right[entry_cell] && left[entry_cell] != 0));
  assert(left[1 - entry_cell] == 0)
}
