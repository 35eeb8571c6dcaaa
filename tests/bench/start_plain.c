/* start_plain.c: a program without the library, to compare the start of one with it. */
int main(void) { return 0; }
