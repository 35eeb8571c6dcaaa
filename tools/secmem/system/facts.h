/* facts.h: what the running system says of itself in small text files, and who runs this program.
 */
#ifndef TOOLS_SECMEM_SYSTEM_FACTS_H
#define TOOLS_SECMEM_SYSTEM_FACTS_H

#include <stdbool.h>
#include <stddef.h>

/* The first line of a file, without its end. False, and to is "", when it cannot be read or is
   empty. */
bool system_line(const char *path, char *to, size_t capacity);

/* The number that a file opens with, or `otherwise`. */
long system_number(const char *path, long otherwise);

/* The value of a "Label:\tvalue" line, such as CapEff in /proc/self/status. False when there is
   none. */
bool system_field(const char *path, const char *label, char *to, size_t capacity);

/* "root (uid 0)", "nobody (uid 65534), an ordinary user". */
void system_user(char *to, size_t capacity);

/* Name and release of the system, and its processor: uname(2), RtlGetVersion. */
void system_kernel(char *to, size_t capacity);

#endif
