/* recorder.h: what a recording C library is made of. A generated backend is compiled on the host
   against headers of ours that have another system's numbers (shims/<system>/); the functions that
   those headers declare write each call down as one line of text, answer as a script says, and
   otherwise do to host memory what the call asks for, so that regions can be used.

   The text has names where the system has numbers: "mmap(NULL, 8192, PROT_READ|PROT_WRITE,
   MAP_PRIVATE|MAP_ANON, -1, 0) = a". Mappings are called a, b, c… in the order in which they were
   made; an address inside one is "a+4096". All calls may run in any thread. */
#ifndef TESTS_RECORDING_RECORDER_H
#define TESTS_RECORDING_RECORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RECORDER_PAGE ((size_t)4096) /* the page of every recorded system */

/* --- What a system's shim defines ------------------------------------------------------------ */

/* recorder_name is one row of a table that ends with a NULL name. */
typedef struct recorder_name {
  int64_t number;
  const char *name;
} recorder_name;

extern const recorder_name recorded_codes[]; /* the system's error codes: {EINVAL, "EINVAL"} */

/* Takes everything the shim keeps between calls (limits, handles) back to what it is at start. */
void recorded_system_reset(void);

/* --- Script ---------------------------------------------------------------------------------- */

/* Forgets lines and script. Live mappings stay, and lose their names to those to come. */
void recorder_reset(void);

/* The nth call of this function from now on, counted from 1, fails with the code; nth 0: every
   one. The function's name has to be static. */
void recorder_fail(const char *function, size_t nth, int64_t code);

void recorder_forget_rules(void);

/* A shim asks first of all. Counts the call; true: it has to fail with *code. */
bool recorder_refuses(const char *function, int64_t *code);

/* --- Lines ----------------------------------------------------------------------------------- */

/* Writes down one line. What does not fit any more is dropped, and recorder_lines says so. */
void recorder_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Copies the lines since the last reset or call of this function; returns false when some did not
   fit. */
bool recorder_take_lines(char *out, size_t size);

/* recorder_text is a short text by value, for use inside one call of recorder_line. */
typedef struct recorder_text {
  char text[160];
} recorder_text;

recorder_text recorder_address(const void *address); /* "NULL", "a", "a+4096", "?" */

/* The names of all bits of value, joined by '|'; bits without a name as hexadecimal digits, and the
   row with number 0 (or "0") for no bits. */
recorder_text recorder_flags(int64_t value, const recorder_name *names);

/* The name of the row that is exactly value, or its decimal digits. */
recorder_text recorder_value(int64_t value, const recorder_name *names);

/* --- Memory (recorder_memory.c) -------------------------------------------------------------- */

enum { RECORDER_READ = 1, RECORDER_WRITE = 2, RECORDER_EXECUTE = 4 };

/* Makes a zeroed mapping and names it. NULL: the host has no room. Its address is a multiple of
   2 MiB, so that the layout of aligned regions is the same in every run. */
void *recorder_map(size_t size, int access);

/* Each of these returns false when the range is not one that lies in a mapping (recorder_unmap: is
   not a whole mapping). */
bool recorder_unmap(void *address, size_t size);
bool recorder_is_mapped(const void *address, size_t size);
bool recorder_set_access(void *address, size_t size, int access);

/* Locks are counted for each page. unlock: takes one from each; false also when a page has none.
   unlock_all takes all. */
bool recorder_lock(void *address, size_t size);
bool recorder_unlock(void *address, size_t size);
bool recorder_unlock_all(void *address, size_t size);

size_t recorder_locked_bytes(void);
/* Unmaps all that is left; returns how many mappings that were. */
size_t recorder_drop_mappings(void);

#ifdef __cplusplus
}
#endif

#endif
