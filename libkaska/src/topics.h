/* The topic ids of one connection, by the fingerprints of the topics' names: an open hash table that grows. */
#ifndef KASKA_TOPICS_H
#define KASKA_TOPICS_H

#include "names.h"

struct topic_id {
    struct fingerprint print;
    uint32_t id; /* 0: the place is free, as no topic has that id */
};

struct topics {
    struct topic_id *places;
    size_t capacity; /* 0 or a power of two, never full */
    size_t count;
};

/* The id of a topic, or 0 if it is not known. */
uint32_t kaska_topics_get(const struct topics *topics, const struct fingerprint *print);

/* Keeps an id in place of what was known of the topic. Without memory for it the topic stays unknown, and is asked for again. */
void kaska_topics_put(struct topics *topics, const struct fingerprint *print, uint32_t id);

/* Forgets an id that has died, unless the topic has a newer one. */
void kaska_topics_forget(struct topics *topics, const struct fingerprint *print, uint32_t id);

/* Forgets all, and gives the memory back. */
void kaska_topics_clear(struct topics *topics);

#endif
