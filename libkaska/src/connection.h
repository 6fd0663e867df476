/*
 * The one connection to the broker: made at the first need, and made anew when it has failed. It carries one request
 * after the other, or a few at a time, and knows the topic ids that hold as long as it lives. Used under the lock of the
 * calls.
 */
#ifndef KASKA_CONNECTION_H
#define KASKA_CONNECTION_H

#include "dial.h"
#include "topics.h"
#include "waiting.h"
#include "wire.h"

#include <sys/types.h>
#include <sys/uio.h>

struct connection {
    int fd; /* -1: none */
    uint32_t max_message_size;
    int64_t timeout; /* of one request */
    int64_t deadline; /* of the one on its way */
    struct spin spin;
    struct topics topics;
    char peer[PEER_SIZE];
};

/* What is sent: a header, and up to two parts behind it that are sent from where they lie. */
struct request {
    enum operation operation;
    uint32_t topic;
    uint32_t count;
    struct {
        const void *bytes;
        size_t size;
    } parts[2];
};

/* What came back, of every operation but FETCH. */
struct answer {
    unsigned status;
    size_t size;
    unsigned char body[MAX_ERROR_SIZE + 1];
};

/* Makes the connection if there is none that lives. DONE or FAILED; a failure is told on stderr. */
int kaska_connect(struct connection *connection);

/* Closes it, if there is one, and forgets the ids. */
void kaska_disconnect(struct connection *connection);

/*
 * Sends a request and receives its answer. DONE is any answer that follows the protocol: look at its status; the reason
 * of an error is kept already. Else LOST or STALE.
 */
int kaska_call(struct connection *connection, const struct request *request, struct answer *answer);

/* One of several requests at a time, and what to do with its answer. */
struct pipelined {
    int count;
    void *context;
    void (*make)(void *context, int index, struct request *request);
    void (*take)(void *context, int index, const struct answer *answer);
};

/* The same as that many calls, several of them on their way at a time. */
int kaska_call_all(struct connection *connection, const struct pipelined *calls);

/* Sends a request by one call to the kernel, which goes on only if the kernel took it in part. Begins its time. */
int kaska_send(struct connection *connection, const struct request *request);

/* Receives at least that many bytes of an answer, and up to as many as there is room for. How many, or LOST. */
ssize_t kaska_receive(struct connection *connection, void *to, size_t least, size_t most);

/* Fills all the places. DONE or LOST. Changes the places. */
int kaska_receive_all(struct connection *connection, struct iovec *places, int count);

/* Keeps the reason of an error that the broker told: its text. Returns FAILED. */
int kaska_fail_told(unsigned status, const unsigned char *text, size_t size);

/* The connection is out of step, or broken: it is closed, and the reason kept. Returns LOST. */
int kaska_lose(struct connection *connection, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
