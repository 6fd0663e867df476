#include "fakebroker.h"

#include "kaska.h"
#include "check.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct bytes *u8(struct bytes *to, unsigned value)
{
    CHECK(to->size < sizeof to->at);
    to->at[to->size++] = (unsigned char) value;
    return to;
}

struct bytes *u16(struct bytes *to, unsigned value)
{
    return u8(u8(to, value >> 8), value & 0xff);
}

struct bytes *u32(struct bytes *to, uint32_t value)
{
    return u16(u16(to, value >> 16), value & 0xffff);
}

struct bytes *u64(struct bytes *to, uint64_t value)
{
    return u32(u32(to, (uint32_t) (value >> 32)), (uint32_t) value);
}

struct bytes *text(struct bytes *to, const char *value)
{
    for (; *value != '\0'; value++) {
        u8(to, (unsigned char) *value);
    }
    return to;
}

struct fakebroker *fake_new(enum at_the_end end)
{
    struct fakebroker *broker = calloc(1, sizeof *broker);
    CHECK(broker != NULL);
    broker->end = end;
    broker->socket = -1;
    u32(u32(u32(u32(u16(u16(text(fake_step(broker), "KASK"), 0), 1), 0), 0), 1 << 20), 60000);
    return broker;
}

struct bytes *fake_step(struct fakebroker *broker)
{
    CHECK(broker->count < MOST_STEPS);
    return &broker->steps[broker->count++];
}

struct bytes *fake_answer(struct fakebroker *broker, unsigned status, unsigned flags, uint32_t size)
{
    return u32(u16(u8(u8(fake_step(broker), status), flags), 0), size);
}

/* Reads exactly that many bytes; false at the end. */
static bool receive(int socket, unsigned char *to, size_t size)
{
    while (size > 0) {
        unsigned char some[65536];
        ssize_t got = recv(socket, some, size < sizeof some ? size : sizeof some, 0);
        if (got <= 0) {
            return false;
        }
        if (to != NULL) {
            memcpy(to, some, (size_t) got);
            to += got;
        }
        size -= (size_t) got;
    }
    return true;
}

static bool receive_request(struct fakebroker *broker, int socket)
{
    unsigned char header[16];
    if (!receive(socket, header, sizeof header)) {
        return false;
    }
    CHECK(broker->requests < MOST_REQUESTS || broker->end == REPEAT);
    broker->operations[broker->requests++ % MOST_REQUESTS] = header[0];
    return receive(socket, NULL, (size_t) header[8] << 24 | (size_t) header[9] << 16 | (size_t) header[10] << 8 | header[11]);
}

static void say(const struct fakebroker *broker, int socket, const struct bytes *bytes)
{
    size_t part = broker->trickles ? 1 : bytes->size;
    for (size_t i = 0; i < bytes->size; i += part) {
        if (send(socket, bytes->at + i, part, MSG_NOSIGNAL) < 0) {
            return;
        }
        if (broker->trickles) {
            usleep(500);
        }
    }
}

static void play(struct fakebroker *broker, int socket)
{
    unsigned char hello[16];
    if (!receive(socket, hello, sizeof hello)) {
        return;
    }
    say(broker, socket, &broker->steps[0]);
    for (int i = 1; i < broker->count; i++) {
        if (!receive_request(broker, socket)) {
            return;
        }
        say(broker, socket, &broker->steps[i]);
    }
    while (broker->end == REPEAT && receive_request(broker, socket)) {
        say(broker, socket, &broker->steps[broker->count - 1]);
    }
    while (broker->end == STALL && receive_request(broker, socket)) {
    }
    while (broker->end == IGNORE && !broker->stopping) {
        usleep(1000);
    }
}

static void *serve(void *argument)
{
    struct fakebroker *broker = argument;
    int socket;
    while ((socket = accept(broker->listener, NULL, NULL)) >= 0) {
        int on = 1;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        broker->connections++;
        broker->socket = socket;
        play(broker, socket);
        broker->socket = -1;
        close(socket);
    }
    return NULL;
}

void fake_start(struct fakebroker *broker)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    char port[8];
    broker->listener = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(broker->listener >= 0);
    CHECK(bind(broker->listener, (struct sockaddr *) &address, sizeof address) == 0);
    CHECK(listen(broker->listener, 10) == 0);
    CHECK(getsockname(broker->listener, (struct sockaddr *) &address, &size) == 0);
    snprintf(port, sizeof port, "%d", ntohs(address.sin_port));
    setenv("BROKER_HOST", "127.0.0.1", 1);
    setenv("BROKER_PORT", port, 1);
    CHECK(pthread_create(&broker->thread, NULL, serve, broker) == 0);
}

void fake_stop(struct fakebroker *broker)
{
    broker->stopping = true;
    shutdown(broker->listener, SHUT_RDWR);
    shutdown(broker->socket, SHUT_RDWR);
    CHECK(pthread_join(broker->thread, NULL) == 0);
    close(broker->listener);
    free(broker);
}
