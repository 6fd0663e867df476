/* The system's poll, for calls that came to the plain name and were meant for it. */
#include <poll.h>
#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

atomic_bool kaska_plain_used;

int kaska_system_poll(struct pollfd *descriptors, unsigned long count, int millis);

int kaska_system_poll(struct pollfd *descriptors, unsigned long count, int millis)
{
    struct timespec time = {millis / 1000, millis % 1000 * 1000000L};
    return ppoll(descriptors, (nfds_t) count, millis < 0 ? NULL : &time, NULL);
}
