/* main.c: the command `secmem`. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tools/secmem/args.h"
#include "tools/secmem/attack/command.h"
#include "tools/secmem/bench/bench.h"
#include "tools/secmem/doctor/doctor.h"
#include "tools/secmem/help.h"
#include "tools/secmem/system/terminal.h"

static int run_help(void) {
  secmem_help(stdout);
  return 0;
}

static int run_version(void) {
  secmem_version(stdout);
  return 0;
}

static int run_attack(const secmem_args *args) {
  const attack_request_line line = {.secret_file = args->secret_file,
                                    .json = args->json,
                                    .html = args->html,
                                    .peers = args->peers,
                                    .quiet = args->quiet,
                                    .no_color = args->no_color};
  return attack_command(&line);
}

/* A victim ends at once, without the C library's farewell: nothing of it shall be touched any more.
 */
static int run_victim(int argc, char **argv) { _Exit(attack_victim_main(argc, argv)); }

static int complain(const char *error) {
  fprintf(stderr, "secmem: %s\nTry \"secmem --help\".\n", error);
  return 2;
}

/* A report that did not get where it should is no report. */
static int finish(int status) {
  errno = 0;
  if (fflush(stdout) == 0 && !ferror(stdout)) return status;
  fprintf(stderr, "secmem: the output could not be written%s%s\n", errno != 0 ? ": " : "",
          errno != 0 ? strerror(errno) : "");
  return 2;
}

static int run(const secmem_args *args, int argc, char **argv) {
  switch (args->command) {
    case SECMEM_HELP:
      return run_help();
    case SECMEM_VERSION:
      return run_version();
    case SECMEM_DOCTOR:
      return doctor_command(args->json, args->no_color);
    case SECMEM_ATTACK:
      return run_attack(args);
    case SECMEM_BENCH:
      return bench_command(args->json, args->quiet, args->no_color);
    case SECMEM_VICTIM:
      return run_victim(argc, argv);
  }
  return 2;
}

int main(int argc, char **argv) {
  secmem_args args;
  char error[200];
  system_take_standard_files();
  if (argc < 2) secmem_help(stderr);
  if (!secmem_args_parse(argc, argv, &args, error, sizeof error)) return complain(error);
  return finish(run(&args, argc, argv));
}
