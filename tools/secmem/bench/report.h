/* report.h: the figures, for people and for programs. */
#ifndef TOOLS_SECMEM_BENCH_REPORT_H
#define TOOLS_SECMEM_BENCH_REPORT_H

#include <stdio.h>

#include "tools/secmem/bench/measure.h"
#include "tools/secmem/text/style.h"

void bench_print(const bench_results *results, const text_style *style);
void bench_print_json(const bench_results *results, FILE *to);

double bench_mebibytes(const bench_act *act, const bench_figure *it); /* per second */
bool bench_is_optimized(void); /* the compiler made the best of this program */

#endif
