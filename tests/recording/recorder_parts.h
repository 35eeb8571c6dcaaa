/* recorder_parts.h: what the two files of the recorder share. */
#ifndef TESTS_RECORDING_RECORDER_PARTS_H
#define TESTS_RECORDING_RECORDER_PARTS_H

/* The next mapping is called a again. */
void recorder_forget_names(void);

#endif
