#include "subscription.h"

#include "calls.h"
#include "error.h"
#include "fetch.h"

#include <stdlib.h>
#include <string.h>

/* A broker may meet a message just when it ends its answer, and then say nothing; but not for ever. */
enum { MOST_SILENCE = 1000 };

void kaska_drop_ahead(struct subscription *s, struct subscribed *topic)
{
    for (int i = topic->ahead_first; i < topic->ahead_end; i++) {
        s->ahead_size -= topic->ahead[i].size;
        free(topic->ahead[i].payload);
    }
    free(topic->ahead);
    topic->ahead = NULL;
    topic->ahead_first = topic->ahead_end = topic->ahead_room = 0;
}

void kaska_end_subscription(struct subscription *s)
{
    for (int i = 0; i < s->count; i++) {
        kaska_drop_ahead(s, &s->ring[i]);
        free(s->ring[i].name);
        free(s->ring[i].failure);
    }
    kaska_topics_clear(&s->places);
    free(s->ring);
    free(s->asked);
    free(s->request);
    *s = (struct subscription){0};
}

void kaska_move(struct subscription *s, struct subscribed *topic, int64_t offset)
{
    kaska_drop_ahead(s, topic);
    topic->position = offset;
}

struct subscribed *kaska_subscribed(const struct subscription *s, const char *string)
{
    struct name name;
    if (kaska_name(&name, "topic", string) != DONE) {
        return NULL;
    }
    uint32_t place = kaska_topics_get(&s->places, &name.print);
    if (place != 0) {
        return &s->ring[place - 1];
    }
    char shown[SHOWN_SIZE];
    kaska_fail("not subscribed to the topic \"%s\"", kaska_shown(shown, name.bytes, name.size));
    return NULL;
}

/* The topics that a subscribe was asked for, each once. */
struct wanted {
    struct name *names;
    int64_t *ends; /* of each, the end offset, or -1 if there is no such topic */
    struct topics seen;
    int count;
};

static void free_wanted(struct wanted *wanted)
{
    free(wanted->names);
    free(wanted->ends);
    kaska_topics_clear(&wanted->seen);
}

/* Looks at all names before anything is sent. */
static int check_names(struct wanted *wanted, char **names, int count)
{
    wanted->names = calloc((size_t) count, sizeof *wanted->names);
    wanted->ends = calloc((size_t) count, sizeof *wanted->ends);
    if (wanted->names == NULL || wanted->ends == NULL) {
        return kaska_fail("there is no memory for a subscription to %d topics", count);
    }
    for (int i = 0; i < count; i++) {
        struct name *name = &wanted->names[wanted->count];
        if (kaska_name(name, "topic", names[i]) != DONE || kaska_check_utf8(name, "topic") != DONE) {
            return FAILED;
        }
        if (kaska_topics_get(&wanted->seen, &name->print) == 0) {
            kaska_topics_put(&wanted->seen, &name->print, 1);
            if (kaska_topics_get(&wanted->seen, &name->print) == 0) {
                return kaska_fail("there is no memory for a subscription to %d topics", count);
            }
            wanted->count++;
        }
    }
    return DONE;
}

/* The ring of those that are topics. The one place where names are copied: the caller may reuse its own. */
static int make_ring(struct subscription *s, const struct wanted *wanted, int count)
{
    struct subscription made = {.ring = calloc((size_t) count, sizeof *made.ring)};
    made.asked = calloc((size_t) count, sizeof *made.asked);
    made.request = malloc(FETCH_LIMITS_SIZE + (size_t) count * FETCH_TOPIC_SIZE);
    bool complete = made.ring != NULL && made.asked != NULL && made.request != NULL;
    for (int i = 0; i < wanted->count && complete; i++) {
        if (wanted->ends[i] >= 0) {
            struct subscribed *topic = &made.ring[made.count++];
            topic->name = strndup(wanted->names[i].bytes, wanted->names[i].size);
            topic->name_size = wanted->names[i].size;
            topic->print = wanted->names[i].print;
            topic->position = wanted->ends[i];
            kaska_topics_put(&made.places, &topic->print, (uint32_t) made.count);
            complete = topic->name != NULL && kaska_topics_get(&made.places, &topic->print) != 0;
        }
    }
    if (!complete) {
        kaska_end_subscription(&made);
        return kaska_fail("there is no memory for a subscription to %d topics", count);
    }
    *s = made;
    return count;
}

int kaska_begin_subscription(struct subscription *s, struct connection *c, char **names, int count)
{
    struct wanted wanted = {0};
    int outcome = check_names(&wanted, names, count);
    if (outcome == DONE) {
        outcome = kaska_end_offsets(c, wanted.names, wanted.count, wanted.ends);
    }
    if (outcome == DONE) {
        for (int i = 0; i < wanted.count; i++) {
            outcome += wanted.ends[i] >= 0;
        }
        outcome = outcome == 0 ? 0 : make_ring(s, &wanted, outcome);
    }
    free_wanted(&wanted);
    return outcome;
}

static bool has_ahead(const struct subscribed *topic)
{
    return topic->ahead_first < topic->ahead_end;
}

/* Whether there is something to hand out when it is this topic's turn. */
static bool has_something(const struct subscribed *topic)
{
    return has_ahead(topic) || topic->failure != NULL;
}

/* Writes the indexes of the topics to ask, in the order of their turns, to `asked`; `turn` is who comes behind them, or -1. */
static int topics_to_ask(const struct subscription *s, int *turn)
{
    int count = 0;
    *turn = -1;
    for (int i = 0; i < s->count; i++) {
        int index = s->start + i < s->count ? s->start + i : s->start + i - s->count;
        if (has_something(&s->ring[index])) {
            *turn = index;
            break;
        }
        if (s->ring[index].looked != s->poll && count < MAX_FETCH_TOPICS) {
            s->asked[count++] = index;
        }
    }
    return count;
}

/* Learns the ids of those to ask that have none; who is no topic is not asked. How many are left, or an outcome. */
static int resolve(struct subscription *s, struct connection *c, int count)
{
    int missing = 0;
    for (int i = 0; i < count; i++) {
        struct subscribed *topic = &s->ring[s->asked[i]];
        if (kaska_topics_get(&c->topics, &topic->print) == 0) {
            topic->resolved = s->poll;
            missing++;
        }
    }
    if (missing == 0) {
        return count;
    }
    struct name *names = calloc((size_t) missing, sizeof *names);
    int64_t *ends = calloc((size_t) missing, sizeof *ends);
    int outcome = names == NULL || ends == NULL ? kaska_fail("there is no memory for %d topics", missing) : DONE;
    int known = 0;
    missing = 0;
    for (int i = 0; i < count && outcome == DONE; i++) {
        const struct subscribed *topic = &s->ring[s->asked[i]];
        if (kaska_topics_get(&c->topics, &topic->print) == 0) {
            names[missing++] = (struct name){topic->name, topic->name_size, topic->print};
        }
    }
    if (outcome == DONE) {
        outcome = kaska_resolve_all(c, names, missing, ends);
    }
    for (int i = 0; i < count && outcome == DONE; i++) {
        struct subscribed *topic = &s->ring[s->asked[i]];
        if (kaska_topics_get(&c->topics, &topic->print) == 0) {
            topic->looked = s->poll;
        } else {
            s->asked[known++] = s->asked[i];
        }
    }
    free(names);
    free(ends);
    return outcome == DONE ? known : outcome;
}

/* Asks the broker for topics whose indexes are in `asked`. */
static int ask(struct subscription *s, struct connection *c, int count, bool *told_something)
{
    int outcome = kaska_connect(c);
    if (outcome != DONE) {
        return outcome;
    }
    int known = resolve(s, c, count);
    *told_something = known < count;
    if (known <= 0) {
        return known;
    }
    struct told told;
    outcome = kaska_fetch(s, c, known, &told);
    *told_something |= told.something;
    return outcome;
}

static void take_ahead(struct subscription *s, struct subscribed *topic, struct message *message)
{
    *message = topic->ahead[topic->ahead_first++];
    s->ahead_size -= message->size;
    topic->position = message->offset + 1;
    if (!has_ahead(topic)) {
        kaska_drop_ahead(s, topic);
    }
}

/* An error about a topic counts in the poll that met it; those whose turn did not come are asked again. */
static void forget_failures(struct subscription *s)
{
    for (int i = 0; i < s->count && s->has_failures; i++) {
        free(s->ring[i].failure);
        s->ring[i].failure = NULL;
    }
    s->has_failures = false;
}

int kaska_next(struct subscription *s, struct connection *c, struct message *message, struct subscribed **topic)
{
    int silence = 0;
    int stale = 0;
    s->poll++;
    *message = (struct message){0};
    while (true) {
        int turn;
        int count = topics_to_ask(s, &turn);
        if (count > 0) {
            bool told = false;
            int outcome = ask(s, c, count, &told);
            if (outcome == STALE && ++stale < MOST_TRIES) {
                continue;
            }
            if (outcome < 0) {
                forget_failures(s);
                return outcome;
            }
            silence = told ? 0 : silence + 1;
            if (silence > MOST_SILENCE) {
                return kaska_fail("the broker's answers say nothing about the topics they were asked for");
            }
        } else if (turn < 0) {
            return DONE;
        } else if (s->ring[turn].failure != NULL) {
            s->start = (turn + 1) % s->count;
            kaska_fail("%s", s->ring[turn].failure);
            forget_failures(s);
            return FAILED;
        } else {
            take_ahead(s, &s->ring[turn], message);
            if (message->size > 0) {
                s->start = (turn + 1) % s->count;
                *topic = &s->ring[turn];
                forget_failures(s);
                return DONE;
            }
            free(message->payload); /* key or headers alone: no result of poll can tell of it, so it is passed over */
            *message = (struct message){0};
        }
    }
}
