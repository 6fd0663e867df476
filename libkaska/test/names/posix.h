/* The same code twice: as a file of the program, and as a library. */
int of_program_polls(int descriptors);
long of_program_waits_for(int millis);
int of_library_polls(int descriptors);
long of_library_waits(int millis);
