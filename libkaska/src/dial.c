#include "dial.h"

#include "error.h"
#include "waiting.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int check_port(const char *port)
{
    char *end;
    long number = strtol(port, &end, 10);
    if (port[0] < '0' || port[0] > '9' || *end != '\0' || number < 1 || number > 65535) {
        char shown[SHOWN_SIZE];
        return kaska_fail(
            "BROKER_PORT is \"%s\": it has to be a number from 1 to 65535", kaska_shown(shown, port, strlen(port)));
    }
    return DONE;
}

/* Waits for a connection that was begun. 0, or the errno why there is none. */
static int await_connected(int socket, int64_t deadline)
{
    int ready = kaska_await(socket, TO_WRITE, deadline);
    if (ready <= 0) {
        return ready == 0 ? ETIMEDOUT : errno;
    }
    int error;
    socklen_t size = sizeof error;
    return getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

/* A socket that is connected to one address, or -1 with errno. */
static int open_to(const struct addrinfo *address, int64_t deadline)
{
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return -1;
    }
    int error = 0;
    if (connect(fd, address->ai_addr, address->ai_addrlen) != 0) {
        error = errno == EINPROGRESS || errno == EINTR ? await_connected(fd, deadline) : errno;
    }
    if (error != 0) {
        close(fd);
        errno = error;
        return -1;
    }
    int on = 1; /* neither is worth an error */
    (void) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    (void) setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
    return fd;
}

/* Tries the addresses of a name one behind the other; each but the last gets half of the time that is left. */
static int open_to_any(const struct addrinfo *addresses, const char *peer, int64_t deadline)
{
    int error = 0;
    for (const struct addrinfo *address = addresses; address != NULL; address = address->ai_next) {
        int64_t now = kaska_now();
        int fd = open_to(address, address->ai_next == NULL ? deadline : now + (deadline - now) / 2);
        if (fd >= 0) {
            return fd;
        }
        error = errno;
    }
    return kaska_fail("there is no connection to the broker at %s: %s", peer, strerror(error));
}

int kaska_dial(char peer[PEER_SIZE], int64_t timeout, int64_t *deadline)
{
    const char *host = getenv("BROKER_HOST");
    const char *port = getenv("BROKER_PORT");
    if (host == NULL || port == NULL || host[0] == '\0') {
        return kaska_fail(
            "the environment variable %s is not set: BROKER_HOST and BROKER_PORT say where the broker is",
            port == NULL && host != NULL && host[0] != '\0' ? "BROKER_PORT" : "BROKER_HOST");
    }
    if (check_port(port) != DONE) {
        return FAILED;
    }
    char shown[SHOWN_SIZE];
    snprintf(peer, PEER_SIZE, "%s port %s", kaska_shown(shown, host, strlen(host)), port);
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    struct addrinfo *addresses;
    int problem = getaddrinfo(host, port, &hints, &addresses);
    if (problem != 0) {
        return kaska_fail(
            "the host of the broker at %s is not known: %s", peer,
            problem == EAI_SYSTEM ? strerror(errno) : gai_strerror(problem));
    }
    *deadline = kaska_now() + timeout;
    int fd = open_to_any(addresses, peer, *deadline);
    freeaddrinfo(addresses);
    return fd;
}

bool kaska_is_silent(int socket)
{
    char byte;
    return recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR);
}
