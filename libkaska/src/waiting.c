/* The only file that includes <poll.h>; it waits by ppoll, as a program may link a poll of another meaning. */
#include "waiting.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
    NANOS_PER_SECOND = 1000000000,
    LEAST_SPIN_NANOS = 50000,
    MOST_SPIN_NANOS = 200000,
};

int64_t kaska_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * NANOS_PER_SECOND + now.tv_nsec;
}

int kaska_await(int socket, enum direction direction, int64_t deadline)
{
    while (true) {
        int64_t left = deadline - kaska_now();
        if (left <= 0) {
            return 0;
        }
        struct timespec time = {left / NANOS_PER_SECOND, left % NANOS_PER_SECOND};
        struct pollfd wanted = {.fd = socket, .events = direction == TO_READ ? POLLIN : POLLOUT};
        int ready = ppoll(&wanted, 1, &time, NULL);
        if (ready > 0) {
            return 1;
        }
        if (ready < 0 && errno != EINTR) {
            return -1;
        }
    }
}

void kaska_spin_init(struct spin *spin)
{
    cpu_set_t processors;
    const char *wanted = getenv("KASKA_SPIN");
    spin->enabled = sched_getaffinity(0, sizeof processors, &processors) == 0 && CPU_COUNT(&processors) > 1 &&
        (wanted == NULL || strcmp(wanted, "0") != 0);
    spin->recent = LEAST_SPIN_NANOS;
}

void kaska_spin_begin(struct spin *spin)
{
    if (!spin->enabled) {
        return;
    }
    /* Answers that take longer than the most would be missed anyway: no more than the least is wasted on them. */
    int64_t nanos = 2 * spin->recent;
    if (nanos < LEAST_SPIN_NANOS || spin->recent > MOST_SPIN_NANOS) {
        nanos = LEAST_SPIN_NANOS;
    } else if (nanos > MOST_SPIN_NANOS) {
        nanos = MOST_SPIN_NANOS;
    }
    spin->end = kaska_now() + nanos;
}

bool kaska_spin_on(const struct spin *spin)
{
    return spin->enabled && kaska_now() < spin->end;
}

void kaska_spin_learn(struct spin *spin, int64_t nanos)
{
    int64_t most = 4 * (int64_t) MOST_SPIN_NANOS;
    spin->recent += ((nanos < most ? nanos : most) - spin->recent) / 8;
}
