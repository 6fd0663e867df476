/* A broker for one test: a thread that plays a script on each connection, whatever the library says. */
#ifndef FAKEBROKER_H
#define FAKEBROKER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BYTES_ROOM = 8192, MOST_STEPS = 8, MOST_REQUESTS = 64 };

/* Bytes that are put together field by field. */
struct bytes {
    unsigned char at[BYTES_ROOM];
    size_t size;
};

struct bytes *u8(struct bytes *to, unsigned value);
struct bytes *u16(struct bytes *to, unsigned value);
struct bytes *u32(struct bytes *to, uint32_t value);
struct bytes *u64(struct bytes *to, uint64_t value);
struct bytes *text(struct bytes *to, const char *value);

/* What it does when all steps are played. */
enum at_the_end {
    CLOSE, /* at once: before the next request is read */
    REPEAT, /* the last step, for each further request */
    STALL, /* reads requests, and never answers */
    IGNORE, /* reads nothing either */
};

struct fakebroker {
    /* The first step answers the hello, each further one a request. */
    struct bytes steps[MOST_STEPS];
    int count;
    enum at_the_end end;
    bool trickles; /* byte by byte */

    int listener;
    pthread_t thread;
    atomic_int socket;
    atomic_bool stopping;
    atomic_int connections;
    atomic_int requests;
    unsigned char operations[MOST_REQUESTS]; /* of the requests, over all connections */
};

/* A new one that welcomes with a max message size of 1 MiB. */
struct fakebroker *fake_new(enum at_the_end end);

/* Room for what it says next. */
struct bytes *fake_step(struct fakebroker *broker);

/* The header of an answer, whose body follows. */
struct bytes *fake_answer(struct fakebroker *broker, unsigned status, unsigned flags, uint32_t size);

/* Begins, and makes it the broker of this process. */
void fake_start(struct fakebroker *broker);

/* Ends with the connection that it has. */
void fake_stop(struct fakebroker *broker);

#endif
