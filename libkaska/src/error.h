/* Why the last call failed, for people; kept for each thread. */
#ifndef KASKA_ERROR_H
#define KASKA_ERROR_H

#include <stddef.h>

/* What a function of the library came to. */
enum outcome {
    DONE = 0,
    FAILED = -1, /* kaska_last_error() says why */
    LOST = -2,   /* the same, and the connection is gone: the request may have been carried out */
    STALE = -3,  /* the same, and the connection is gone, but nothing of the request went out: it may be tried again */
};

enum { SHOWN_SIZE = 128 };

/* Keeps the reason, and returns FAILED. */
int kaska_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Writes the calling thread's last reason to stderr, if it may, and is another than was written last. */
void kaska_tell(void);

/* What is told from now on may be what was told before. */
void kaska_tell_anew(void);

/* A name or text of others as an error shows it: not more than a line can bear, and nothing that steers a terminal. */
const char *kaska_shown(char shown[SHOWN_SIZE], const char *text, size_t size);

/* The same in place. */
void kaska_make_harmless(char *text);

#endif
