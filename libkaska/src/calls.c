#include "calls.h"

#include "error.h"

/* Of an answer that is none of the caller's to look at: DONE if it is OK, else FAILED with the broker's reason. */
static int checked(const struct answer *answer)
{
    return answer->status == STATUS_OK ? DONE : FAILED;
}

static int unknown(const struct name *topic)
{
    char shown[SHOWN_SIZE];
    return kaska_fail("there is no topic \"%s\"", kaska_shown(shown, topic->bytes, topic->size));
}

int kaska_call_broker(struct connection *c, const struct request *request, struct answer *answer)
{
    for (int tries = 1;; tries++) {
        int outcome = kaska_connect(c);
        if (outcome == DONE) {
            outcome = kaska_call(c, request, answer);
        }
        if (outcome != STALE || tries == MOST_TRIES) {
            return outcome == DONE ? checked(answer) : outcome;
        }
    }
}

/* Asks for the id of a topic and learns it. */
static int resolve(struct connection *c, const struct name *topic, struct answer *answer)
{
    struct request request = {.operation = RESOLVE_TOPIC, .parts = {{topic->bytes, topic->size}}};
    int outcome = kaska_call(c, &request, answer);
    if (outcome != DONE) {
        return outcome;
    }
    if (answer->status != STATUS_OK) {
        return answer->status == STATUS_UNKNOWN_TOPIC ? unknown(topic) : FAILED;
    }
    kaska_topics_put(&c->topics, &topic->print, get_u32(answer->body));
    return DONE;
}

/* One try; `had_died` if the id was known from before, and the broker does not know it any more. */
static int try_topic(
    struct connection *c, const struct name *topic, struct request *request, struct answer *answer, bool *had_died)
{
    if (request->operation == SEND && request->parts[0].size > c->max_message_size) {
        return kaska_fail(
            "the message has %zu bytes, and the broker takes at most %u", request->parts[0].size,
            (unsigned) c->max_message_size);
    }
    request->topic = kaska_topics_get(&c->topics, &topic->print);
    bool known = request->topic != 0;
    if (!known) {
        int outcome = resolve(c, topic, answer);
        if (outcome != DONE) {
            return outcome;
        }
        request->topic = get_u32(answer->body);
    }
    int outcome = kaska_call(c, request, answer);
    if (outcome == DONE && answer->status == STATUS_UNKNOWN_TOPIC) {
        kaska_topics_forget(&c->topics, &topic->print, request->topic);
        *had_died = known;
        return unknown(topic);
    }
    return outcome == DONE ? checked(answer) : outcome;
}

int kaska_call_topic(struct connection *c, const struct name *topic, struct request *request, struct answer *answer)
{
    if (kaska_topics_get(&c->topics, &topic->print) == 0 && kaska_check_utf8(topic, "topic") != DONE) {
        return FAILED;
    }
    for (int tries = 1;; tries++) {
        bool had_died = false;
        int outcome = kaska_connect(c);
        if (outcome == DONE) {
            outcome = try_topic(c, topic, request, answer, &had_died);
        }
        if (tries == MOST_TRIES || (outcome != STALE && !had_died)) {
            return outcome;
        }
    }
}

static int exists(const struct name *topic)
{
    char shown[SHOWN_SIZE];
    return kaska_fail("there is a topic \"%s\" already", kaska_shown(shown, topic->bytes, topic->size));
}

/* One try. A name whose id is known has crossed the wire already: it is asked by its id whether it still lives. */
static int try_to_create(struct connection *c, const struct name *topic)
{
    struct answer answer;
    uint32_t known = kaska_topics_get(&c->topics, &topic->print);
    if (known != 0) {
        struct request end = {.operation = END_OFFSET, .topic = known};
        int outcome = kaska_call(c, &end, &answer);
        if (outcome != DONE || answer.status != STATUS_UNKNOWN_TOPIC) {
            return outcome != DONE ? outcome : answer.status == STATUS_OK ? exists(topic) : FAILED;
        }
        kaska_topics_forget(&c->topics, &topic->print, known);
    }
    struct request create = {.operation = CREATE_TOPIC, .parts = {{topic->bytes, topic->size}}};
    int outcome = kaska_call(c, &create, &answer);
    if (outcome != DONE) {
        return outcome;
    }
    if (answer.status == STATUS_TOPIC_EXISTS) {
        kaska_topics_put(&c->topics, &topic->print, (uint32_t) get_u64(answer.body));
        return exists(topic);
    }
    if (answer.status == STATUS_OK) {
        kaska_topics_put(&c->topics, &topic->print, get_u32(answer.body));
    }
    return checked(&answer);
}

int kaska_create(struct connection *c, const struct name *topic)
{
    if (kaska_check_utf8(topic, "topic") != DONE) {
        return FAILED;
    }
    for (int tries = 1;; tries++) {
        int outcome = kaska_connect(c);
        if (outcome == DONE) {
            outcome = try_to_create(c, topic);
        }
        if (outcome != STALE || tries == MOST_TRIES) {
            return outcome;
        }
    }
}

/* Many topics asked at once: known ones by their ids, others by their names. */
struct many {
    struct connection *connection;
    const struct name *topics;
    int64_t *ends;
    int refused; /* how many answers are errors other than that there is no such topic */
};

enum { NO_TOPIC = -1, DEAD_ID = -2 };

static void make_question(void *context, int index, struct request *request)
{
    struct many *many = context;
    const struct name *topic = &many->topics[index];
    request->topic = kaska_topics_get(&many->connection->topics, &topic->print);
    request->operation = request->topic != 0 ? END_OFFSET : RESOLVE_TOPIC;
    if (request->topic == 0) {
        request->parts[0].bytes = topic->bytes;
        request->parts[0].size = topic->size;
    }
}

/* An id is learned only here, so it is known at this point if it was when the question was made. */
static void take_end(void *context, int index, const struct answer *answer)
{
    struct many *many = context;
    const struct fingerprint *print = &many->topics[index].print;
    uint32_t known = kaska_topics_get(&many->connection->topics, print);
    uint64_t end = 0;
    if (answer->status == STATUS_UNKNOWN_TOPIC) {
        kaska_topics_forget(&many->connection->topics, print, known);
        many->ends[index] = known != 0 ? DEAD_ID : NO_TOPIC;
        return;
    }
    if (answer->status != STATUS_OK) {
        many->refused++;
        many->ends[index] = NO_TOPIC;
        return;
    }
    if (known != 0) {
        end = get_u64(answer->body);
    } else {
        kaska_topics_put(&many->connection->topics, print, get_u32(answer->body));
        end = get_u64(answer->body + 4);
    }
    many->ends[index] = end <= INT64_MAX ? (int64_t) end : NO_TOPIC;
}

int kaska_resolve_all(struct connection *c, const struct name *topics, int count, int64_t *ends)
{
    struct many many = {c, topics, ends, 0};
    struct pipelined calls = {count, &many, make_question, take_end};
    int outcome = kaska_call_all(c, &calls);
    return outcome == DONE && many.refused > 0 ? FAILED : outcome;
}

int kaska_end_offsets(struct connection *c, const struct name *topics, int count, int64_t *ends)
{
    int outcome = STALE;
    for (int tries = 1; outcome == STALE && tries <= MOST_TRIES; tries++) {
        outcome = kaska_connect(c);
        if (outcome == DONE) {
            outcome = kaska_resolve_all(c, topics, count, ends);
        }
    }
    for (int i = 0; i < count && outcome == DONE; i++) {
        if (ends[i] == DEAD_ID) { /* perhaps made anew */
            outcome = kaska_resolve_all(c, &topics[i], 1, &ends[i]);
        }
    }
    return outcome;
}
