/* Time, and waiting for a socket: first by looking at it for a moment, then by sleeping. */
#ifndef KASKA_WAITING_H
#define KASKA_WAITING_H

#include <stdbool.h>
#include <stdint.h>

enum direction {
    TO_READ,
    TO_WRITE,
};

/* Nanoseconds of a clock that is never set. */
int64_t kaska_now(void);

/* Sleeps until the socket is ready: 1, the deadline has passed: 0, or it cannot be waited for: -1 with errno. */
int kaska_await(int socket, enum direction direction, int64_t deadline);

/*
 * How long to look for an answer before sleeping: a wake-up costs some 50 µs, more than a broker on the same machine
 * needs for its whole answer. The time follows the recent answers, within bounds, as in the Java library.
 */
struct spin {
    bool enabled;
    int64_t recent;
    int64_t end;
};

/* Not on a single processor, and not with KASKA_SPIN=0. */
void kaska_spin_init(struct spin *spin);

/* Opens a new spell. */
void kaska_spin_begin(struct spin *spin);

/* Lets a moment pass; false if it is time to sleep. */
bool kaska_spin_on(const struct spin *spin);

/* Learns how long an answer took. */
void kaska_spin_learn(struct spin *spin, int64_t nanos);

#endif
