/*
 * To be preloaded: a socket of the internet takes and gives one byte at a time. After each RUN bytes of one direction
 * comes a leap of up to LEAP bytes, so that large messages end within a test's time, in pieces of every kind.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

enum { RUN = 100, LEAP = 256 << 10, MOST_FILES = 1 << 16 };

static unsigned moved[MOST_FILES][2];

static int is_internet(int fd)
{
    int domain = 0;
    socklen_t size = sizeof domain;
    return fd >= 0 && fd < MOST_FILES && getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0
        && (domain == AF_INET || domain == AF_INET6);
}

static size_t limit(int fd, int direction, size_t wanted)
{
    unsigned n = __atomic_add_fetch(&moved[fd][direction], 1, __ATOMIC_RELAXED);
    size_t most = n % RUN == 0 ? LEAP : 1;
    return wanted < most ? wanted : most;
}

static size_t most(int fd, int direction, size_t wanted)
{
    return wanted > 1 && is_internet(fd) ? limit(fd, direction, wanted) : wanted;
}

/* Of several buffers the first that has bytes is used, and cut. */
static struct iovec first(int fd, int direction, const struct iovec *all, int count)
{
    struct iovec one = {0, 0};
    for (int i = 0; i < count && one.iov_len == 0; i++)
        one = all[i];
    one.iov_len = limit(fd, direction, one.iov_len);
    return one;
}

/* A function of the C library: looked up at its first use, which may be before any constructor has run. */
#define REAL(name) \
    static __typeof__(&name) real; \
    if (!real) \
        real = (__typeof__(&name)) dlsym(RTLD_NEXT, #name)

ssize_t read(int fd, void *to, size_t size)
{
    REAL(read);
    return real(fd, to, most(fd, 0, size));
}

ssize_t write(int fd, const void *from, size_t size)
{
    REAL(write);
    return real(fd, from, most(fd, 1, size));
}

ssize_t recv(int fd, void *to, size_t size, int flags)
{
    REAL(recv);
    return real(fd, to, most(fd, 0, size), flags);
}

ssize_t send(int fd, const void *from, size_t size, int flags)
{
    REAL(send);
    return real(fd, from, most(fd, 1, size), flags);
}

ssize_t readv(int fd, const struct iovec *all, int count)
{
    REAL(readv);
    if (!is_internet(fd))
        return real(fd, all, count);
    struct iovec one = first(fd, 0, all, count);
    return real(fd, &one, 1);
}

ssize_t writev(int fd, const struct iovec *all, int count)
{
    REAL(writev);
    if (!is_internet(fd))
        return real(fd, all, count);
    struct iovec one = first(fd, 1, all, count);
    return real(fd, &one, 1);
}
