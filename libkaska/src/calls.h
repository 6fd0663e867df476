/*
 * Requests that name a topic by its id. The id is learned at the first need and used until the broker says that it has
 * died: then the name is resolved once more, as the topic may have been made anew. Repeating is safe there, since an
 * unknown id means that nothing was done, and after a connection that was found dead before anything was sent; it
 * happens nowhere else.
 */
#ifndef KASKA_CALLS_H
#define KASKA_CALLS_H

#include "connection.h"

/* How often a request is tried while topics come and go, or connections die, under its hands. */
enum { MOST_TRIES = 3 };

/* A request that names no topic; DONE is an answer that is OK. */
int kaska_call_broker(struct connection *connection, const struct request *request, struct answer *answer);

/* A request about a topic, whose id is filled in; DONE is an answer that is OK. */
int kaska_call_topic(
    struct connection *connection, const struct name *topic, struct request *request, struct answer *answer);

/* Creates a topic. */
int kaska_create(struct connection *connection, const struct name *topic);

/* The end offset of each topic, -1 where there is none. */
int kaska_end_offsets(struct connection *connection, const struct name *topics, int count, int64_t *ends);

/* The same for topics whose ids are not known, on a connection that is there; learns them. */
int kaska_resolve_all(struct connection *connection, const struct name *topics, int count, int64_t *ends);

#endif
