/* warns.c: stops a build whose warnings are errors. */
int main(void) {
  int unused;
  return 0;
}
