/* death.h: how a process ended, for EXPECT_EXIT on every system. One definition per system. */
#ifndef TESTS_DEATH_DEATH_H
#define TESTS_DEATH_DEATH_H

bool DiedOfFault(int status); /* it touched what it may not */
bool DiedOfAbort(int status);

/* Takes faults back from whoever catches them: sanitizers do. */
void LetFaultsKill();

/* The same, and says kReached to standard error: a program that died on its way here is told apart. */
void AboutToFault();
extern const char kReached[];

#endif
