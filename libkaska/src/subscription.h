/*
 * The topics that the program is subscribed to, in the order in which they take turns, with their positions and what was
 * read ahead of the polls. Used under the lock of the calls.
 *
 * A poll begins behind the topic that gave the last message and takes the first that has one at that moment. So a message
 * that was read ahead is handed out only when every topic before it was asked within the same poll.
 */
#ifndef KASKA_SUBSCRIPTION_H
#define KASKA_SUBSCRIPTION_H

#include "connection.h"

enum {
    MOST_AHEAD = 128,             /* messages of one topic */
    MOST_AHEAD_SIZE = 256 * 1024, /* bytes asked for over all topics; a single message always passes */
};

struct message {
    void *payload; /* of malloc, for the caller */
    size_t size;
    int64_t offset;
};

struct subscribed {
    char *name; /* with a NUL */
    size_t name_size;
    struct fingerprint print;
    int64_t position;       /* the offset that is handed out next */
    struct message *ahead;  /* what was read ahead and not handed out: [ahead_first, ahead_end) of it */
    int ahead_first, ahead_end, ahead_room;
    char *failure;          /* the broker's error about this topic, within this poll */
    uint64_t looked;        /* the poll that found that it has nothing */
    uint64_t resolved;      /* the poll that asked for its id */
};

struct subscription {
    struct subscribed *ring; /* NULL: not subscribed */
    struct topics places; /* of each topic its index + 1 */
    int count;
    bool has_failures;
    int start; /* the topic whose turn it is first */
    uint64_t poll; /* counts them */
    size_t ahead_size; /* bytes of all that was read ahead */
    int *asked; /* room for `count` indexes */
    unsigned char *request; /* room for a fetch of all */
};

/* Subscribes to the names that are topics: how many, or an outcome. */
int kaska_begin_subscription(struct subscription *subscription, struct connection *connection, char **names, int count);

/* Drops it, if there is one. */
void kaska_end_subscription(struct subscription *subscription);

/* The topic of that name, or NULL with the reason. */
struct subscribed *kaska_subscribed(const struct subscription *subscription, const char *name);

/* Moves the position, and forgets what was read ahead. */
void kaska_move(struct subscription *subscription, struct subscribed *topic, int64_t offset);

/* Forgets what was read ahead. */
void kaska_drop_ahead(struct subscription *subscription, struct subscribed *topic);

/*
 * Takes the next message: DONE, and `message` without a payload if there is none. The payload belongs to the caller, and
 * `topic` says whose it is.
 */
int kaska_next(
    struct subscription *subscription, struct connection *connection, struct message *message,
    struct subscribed **topic);

#endif
