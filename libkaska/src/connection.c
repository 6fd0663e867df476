#include "connection.h"

#include "error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    NANOS_PER_MILLI = 1000000,
    CONNECT_MILLIS = 5000,
    REQUEST_MILLIS = 30000,
};

/* KASKA_TIMEOUT_MS, or 0 if it is not set, or FAILED. */
static int64_t read_timeout(void)
{
    const char *text = getenv("KASKA_TIMEOUT_MS");
    if (text == NULL || text[0] == '\0') {
        return 0;
    }
    char *end;
    errno = 0;
    long long millis = strtoll(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || millis < 1 || millis > INT32_MAX) {
        char shown[SHOWN_SIZE];
        return kaska_fail(
            "KASKA_TIMEOUT_MS is \"%s\": it has to be a number of milliseconds from 1 to 2147483647",
            kaska_shown(shown, text, strlen(text)));
    }
    return millis;
}

/* In a refusal the extension is the reason, for people. */
static int refused(struct connection *c, const unsigned char *hello, uint32_t size)
{
    char text[MAX_ERROR_TEXT_SIZE + 1];
    size_t kept = size < MAX_ERROR_TEXT_SIZE ? size : MAX_ERROR_TEXT_SIZE; /* the connection ends here anyway */
    if (kaska_receive(c, text, kept, kept) < 0) {
        return FAILED;
    }
    text[kept] = '\0';
    kaska_make_harmless(text);
    kaska_fail("the broker at %s refuses the connection (status %u): %s", c->peer, (unsigned) hello[4], text);
    return FAILED;
}

static int skip(struct connection *c, uint32_t size)
{
    unsigned char some[512];
    while (size > 0) {
        size_t part = size < sizeof some ? size : sizeof some;
        if (kaska_receive(c, some, part, part) < 0) {
            return FAILED;
        }
        size -= (uint32_t) part;
    }
    return DONE;
}

static int shake_hands(struct connection *c)
{
    unsigned char hello[CLIENT_HELLO_SIZE] = {0};
    put_u32(hello, MAGIC);
    put_u16(hello + 4, VERSION);
    put_u16(hello + 6, VERSION);
    struct iovec place = {hello, sizeof hello};
    struct msghdr message = {.msg_iov = &place, .msg_iovlen = 1};
    (void) sendmsg(c->fd, &message, MSG_NOSIGNAL); /* who refuses may have closed already: what it said comes first */
    /* Whoever is no Kaska may say little, so the first bytes are looked at alone. */
    unsigned char theirs[BROKER_HELLO_SIZE];
    ssize_t got = kaska_receive(c, theirs, sizeof(uint32_t), sizeof theirs);
    if (got < 0) {
        return FAILED;
    }
    if (get_u32(theirs) != MAGIC) {
        return kaska_fail("at %s answers something other than Kaska", c->peer);
    }
    size_t have = (size_t) got;
    if (have < sizeof theirs && kaska_receive(c, theirs + have, sizeof theirs - have, sizeof theirs - have) < 0) {
        return FAILED;
    }
    uint32_t extension = get_u32(theirs + 8);
    if (extension > MAX_EXTENSION_SIZE) {
        return kaska_fail("the hello of the broker at %s claims %u bytes of extension", c->peer, extension);
    }
    if (theirs[4] != STATUS_OK) {
        return refused(c, theirs, extension);
    }
    if (get_u16(theirs + 6) != VERSION || get_u32(theirs + 12) != 0) {
        return kaska_fail(
            "the broker at %s wants to speak version %u with the features %#x, which were not offered", c->peer,
            (unsigned) get_u16(theirs + 6), (unsigned) get_u32(theirs + 12));
    }
    uint32_t most = get_u32(theirs + 16);
    c->max_message_size = most < MAX_MESSAGE_SIZE ? most : MAX_MESSAGE_SIZE;
    return skip(c, extension);
}

static int open_connection(struct connection *c)
{
    int64_t millis = read_timeout();
    if (millis < 0) {
        return FAILED;
    }
    c->timeout = (millis == 0 ? REQUEST_MILLIS : millis) * NANOS_PER_MILLI;
    kaska_spin_init(&c->spin);
    c->fd = kaska_dial(c->peer, (millis == 0 ? CONNECT_MILLIS : millis) * NANOS_PER_MILLI, &c->deadline);
    if (c->fd < 0) {
        return FAILED;
    }
    if (shake_hands(c) != DONE) {
        kaska_disconnect(c);
        return FAILED;
    }
    return DONE;
}

int kaska_connect(struct connection *c)
{
    if (c->fd >= 0) {
        if (kaska_is_silent(c->fd)) {
            return DONE;
        }
        kaska_disconnect(c);
    }
    if (open_connection(c) != DONE) {
        kaska_tell();
        return FAILED;
    }
    kaska_tell_anew();
    return DONE;
}

void kaska_disconnect(struct connection *c)
{
    if (c->fd >= 0) {
        close(c->fd);
        c->fd = -1;
    }
    kaska_topics_clear(&c->topics);
}

int kaska_lose(struct connection *c, const char *format, ...)
{
    char reason[SHOWN_SIZE + PEER_SIZE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    kaska_fail("the connection to the broker at %s is lost: %s", c->peer, reason);
    kaska_disconnect(c);
    return LOST;
}

static bool is_for_later(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

/* Drops the places, or parts of one, that these bytes have filled or emptied. */
static void advance(struct iovec **places, int *count, size_t bytes)
{
    while (*count > 0 && bytes >= (*places)->iov_len) {
        bytes -= (*places)->iov_len;
        (*places)++;
        (*count)--;
    }
    if (*count > 0) {
        (*places)->iov_base = (char *) (*places)->iov_base + bytes;
        (*places)->iov_len -= bytes;
    }
}

int kaska_send(struct connection *c, const struct request *request)
{
    unsigned char header[REQUEST_HEADER_SIZE] = {0};
    header[0] = (unsigned char) request->operation;
    put_u32(header + 4, request->topic);
    put_u32(header + 8, (uint32_t) (request->parts[0].size + request->parts[1].size));
    put_u32(header + 12, request->count);
    struct iovec all[3] = {{header, sizeof header}};
    int count = 1;
    for (int i = 0; i < 2; i++) {
        if (request->parts[i].size > 0) {
            all[count++] = (struct iovec){(void *) request->parts[i].bytes, request->parts[i].size};
        }
    }
    struct iovec *rest = all;
    bool begun = false;
    c->deadline = kaska_now() + c->timeout;
    while (count > 0) {
        struct msghdr message = {.msg_iov = rest, .msg_iovlen = (size_t) count};
        ssize_t sent = sendmsg(c->fd, &message, MSG_NOSIGNAL);
        if (sent >= 0) {
            begun = true;
            advance(&rest, &count, (size_t) sent);
        } else if (!is_for_later(errno)) {
            kaska_lose(c, "%s", strerror(errno));
            return begun ? LOST : STALE;
        } else if (kaska_await(c->fd, TO_WRITE, c->deadline) <= 0) {
            return kaska_lose(c, "the broker did not take the request in time");
        }
    }
    return DONE;
}

/* Reads what is there into the places: how many bytes, or LOST. Looks for it for a moment before it sleeps. */
static ssize_t receive_some(struct connection *c, struct iovec *places, int count)
{
    struct msghdr message = {.msg_iov = places, .msg_iovlen = (size_t) count};
    bool spins = false;
    while (true) {
        ssize_t got = count == 1 ? recv(c->fd, places->iov_base, places->iov_len, 0) : recvmsg(c->fd, &message, 0);
        if (got > 0) {
            return got;
        }
        if (got == 0) {
            return kaska_lose(c, "the broker closed it");
        }
        if (!is_for_later(errno)) {
            return kaska_lose(c, "%s", strerror(errno));
        }
        if (!spins) {
            spins = true;
            if (kaska_now() >= c->deadline) { /* also of a broker that trickles */
                return kaska_lose(c, "the answer was not complete in time");
            }
            kaska_spin_begin(&c->spin);
        } else if (!kaska_spin_on(&c->spin)) {
            int ready = kaska_await(c->fd, TO_READ, c->deadline);
            if (ready <= 0) {
                return ready == 0 ? kaska_lose(c, "there was no answer in time") : kaska_lose(c, "%s", strerror(errno));
            }
            spins = false;
        }
    }
}

ssize_t kaska_receive(struct connection *c, void *to, size_t least, size_t most)
{
    size_t done = 0;
    while (done < least) {
        struct iovec place = {(char *) to + done, most - done};
        ssize_t got = receive_some(c, &place, 1);
        if (got < 0) {
            return got;
        }
        done += (size_t) got;
    }
    return (ssize_t) done;
}

int kaska_receive_all(struct connection *c, struct iovec *places, int count)
{
    advance(&places, &count, 0); /* places without room */
    while (count > 0) {
        ssize_t got = receive_some(c, places, count);
        if (got < 0) {
            return LOST;
        }
        advance(&places, &count, (size_t) got);
    }
    return DONE;
}
