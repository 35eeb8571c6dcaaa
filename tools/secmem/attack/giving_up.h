/* giving_up.h: ^C and its kin, which must not leave a victim or a core file behind. */
#ifndef TOOLS_SECMEM_ATTACK_GIVING_UP_H
#define TOOLS_SECMEM_ATTACK_GIVING_UP_H

#include <signal.h>

/* The signal by which the user gave up; 0: none yet. */
extern volatile sig_atomic_t attack_giving_up;

/* From now on HUP, INT, QUIT and TERM are only noted, and system calls return at once. Ignored ones
   stay ignored. A closed pipe is an error of write(2), and no signal. */
void attack_giving_up_watch(void);

/* A closed pipe ends the program again, as whoever reads only the head of a report expects. */
void attack_giving_up_let_pipes_break(void);

/* Ends by the signal that was noted, as whoever sent it expects; returns when there was none. */
void attack_giving_up_now(void);

#endif
