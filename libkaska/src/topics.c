#include "topics.h"

#include <stdlib.h>

enum { FIRST_CAPACITY = 16 };

/* Where the topic is, or the free place where it would be. */
static size_t place_of(const struct topics *topics, const struct fingerprint *print)
{
    size_t place = print->low & (topics->capacity - 1);
    while (topics->places[place].id != 0 && !is_same(&topics->places[place].print, print)) {
        place = (place + 1) & (topics->capacity - 1);
    }
    return place;
}

uint32_t kaska_topics_get(const struct topics *topics, const struct fingerprint *print)
{
    return topics->capacity == 0 ? 0 : topics->places[place_of(topics, print)].id;
}

static bool grow(struct topics *topics)
{
    struct topics larger = {.capacity = topics->capacity == 0 ? FIRST_CAPACITY : 2 * topics->capacity};
    larger.places = calloc(larger.capacity, sizeof *larger.places);
    if (larger.places == NULL) {
        return false;
    }
    for (size_t i = 0; i < topics->capacity; i++) {
        if (topics->places[i].id != 0) {
            larger.places[place_of(&larger, &topics->places[i].print)] = topics->places[i];
            larger.count++;
        }
    }
    free(topics->places);
    *topics = larger;
    return true;
}

void kaska_topics_put(struct topics *topics, const struct fingerprint *print, uint32_t id)
{
    if (id == 0 || (2 * (topics->count + 1) > topics->capacity && !grow(topics))) {
        return;
    }
    struct topic_id *place = &topics->places[place_of(topics, print)];
    topics->count += place->id == 0;
    *place = (struct topic_id){*print, id};
}

void kaska_topics_forget(struct topics *topics, const struct fingerprint *print, uint32_t id)
{
    if (topics->capacity == 0) {
        return;
    }
    size_t free_place = place_of(topics, print);
    if (topics->places[free_place].id == 0 || topics->places[free_place].id != id) {
        return;
    }
    topics->places[free_place].id = 0;
    topics->count--;
    /* What stands behind it was perhaps pushed there by it. */
    size_t mask = topics->capacity - 1;
    for (size_t i = (free_place + 1) & mask; topics->places[i].id != 0; i = (i + 1) & mask) {
        struct topic_id moved = topics->places[i];
        topics->places[i].id = 0;
        topics->places[place_of(topics, &moved.print)] = moved;
    }
}

void kaska_topics_clear(struct topics *topics)
{
    free(topics->places);
    *topics = (struct topics){0};
}
