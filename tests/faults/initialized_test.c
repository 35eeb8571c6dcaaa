/* initialized_test.c: the same in plain C, for memory sanitizer: what a failure leaves behind is read
   nowhere. On two systems that have little in common. */
#include <stdio.h>
#include <string.h>

#include "tests/faults/enumerate.h"

static bool is_chosen(const faults_place *place) {
  return strcmp(place->name, "LinuxShielded") == 0 || strcmp(place->name, "Windows") == 0;
}

static size_t enumerate_at(const faults_place *place) {
  size_t troubles = 0;
  for (size_t i = 0; i < faults_count_acts(); i++) {
    faults_result result = faults_enumerate(faults_act_at(i), place);
    if (result.troubles != 0) fprintf(stderr, "%s", result.text);
    troubles += result.troubles;
  }
  return troubles;
}

int main(void) {
  size_t troubles = 0, places = 0;
  faults_warm_up();
  for (size_t i = 0; i < faults_places_count; i++)
    if (is_chosen(&faults_places[i])) {
      troubles += enumerate_at(&faults_places[i]);
      places++;
    }
  return troubles != 0 || places != 2;
}
