/* Waits by the poll of POSIX. With LIBRARY it is one of its own. */
#include "posix.h"

#include <poll.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

#ifdef LIBRARY
#define POLLS of_library_polls
#define WAITS of_library_waits
#else
#define POLLS of_program_polls
#define WAITS of_program_waits_for
#endif

/* How many of as many descriptors are ready, all of them being. */
int POLLS(int count)
{
    int ends[2];
    struct pollfd all[8];
    if (pipe(ends) != 0 || write(ends[1], "x", 1) != 1) {
        return -1;
    }
    for (int i = 0; i < count; i++) {
        all[i] = (struct pollfd){.fd = ends[0], .events = POLLIN};
    }
    int ready = poll(all, (nfds_t) count, 1000);
    close(ends[0]);
    close(ends[1]);
    return ready;
}

/* How many milliseconds have passed. */
long WAITS(int millis)
{
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    if (poll(NULL, 0, millis) != 0) {
        return -1;
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    return (to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000;
}
