/* main.c: the command `secmem`. */
#include <fcntl.h>
#include <unistd.h>

#include "tools/secmem/args.h"
#include "tools/secmem/attack/attack.h"
#include "tools/secmem/attack/report.h"
#include "tools/secmem/doctor/doctor.h"
#include "tools/secmem/help.h"

/* Descriptors 0 to 2 must be taken, or a pipe to a victim could become one of them. */
static void fill_standard_files(void) {
  int file = open("/dev/null", O_RDWR);
  while (file >= 0 && file <= STDERR_FILENO) file = dup(file);
  if (file > STDERR_FILENO) close(file);
}

static int run_help(void) {
  secmem_help(stdout);
  return 0;
}

static int run_version(void) {
  secmem_version(stdout);
  return 0;
}

static int run_attack(const secmem_args *args) {
  const attack_request_line line = {args->secret_file, args->json, args->quiet, args->no_color};
  return attack_command(&line);
}

/* A victim ends at once, without the C library's farewell: nothing of it shall be touched any more.
 */
static int run_victim(int argc, char **argv) { _exit(attack_victim_main(argc, argv)); }

static int complain(const char *error) {
  fprintf(stderr, "secmem: %s\nTry \"secmem --help\".\n", error);
  return 2;
}

int main(int argc, char **argv) {
  secmem_args args;
  char error[200];
  fill_standard_files();
  if (argc < 2) secmem_help(stderr);
  if (!secmem_args_parse(argc, argv, &args, error, sizeof error)) return complain(error);
  switch (args.command) {
    case SECMEM_HELP:
      return run_help();
    case SECMEM_VERSION:
      return run_version();
    case SECMEM_DOCTOR:
      return doctor_command(args.json, args.no_color);
    case SECMEM_ATTACK:
      return run_attack(&args);
    case SECMEM_VICTIM:
      return run_victim(argc, argv);
  }
  return 2;
}
