/* report.h: how a failure becomes the thread's last error. For the three libraries, not for
   users. */
#ifndef MEMCALL_REPORT_H
#define MEMCALL_REPORT_H

#include "lib/memcall/backend/backend.h"

/* A caller's struct larger than this was not made by any version of these libraries: its size is not
   believed. */
#define MEMCALL_LARGEST_STRUCT 4096

MEMCALL_BEGIN

/* memcall_report records a failure and returns status, whatever library's number it is. text: a
   static sentence, or NULL for the sentence that goes with the status and operation (which is where
   the remedies stand). operation: static storage. */
int memcall_report(int status, const char *operation, int64_t os_code, const char *text);

/* memcall_report_answer is memcall_report for a backend's answer; OK is passed through and records
   nothing. */
memcall_status memcall_report_answer(memcall_answer answer);

MEMCALL_END

#endif
