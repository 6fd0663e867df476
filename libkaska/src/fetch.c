#include "fetch.h"

#include "error.h"
#include "reader.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_AROUND_BYTE = 32 }; /* a message of one byte in a run of its own takes that much, rounded up */

/* One section of the answer, and the topic it is about. */
struct section {
    struct subscribed *topic;
    size_t left; /* bytes that are not taken apart yet */
    int64_t next_offset; /* the least that the next run may begin at */
};

/* Room for one more message read ahead. */
static bool has_room(struct subscribed *topic)
{
    if (topic->ahead_end < topic->ahead_room) {
        return true;
    }
    int room = topic->ahead_room == 0 ? 4 : 2 * topic->ahead_room;
    struct message *larger = realloc(topic->ahead, (size_t) room * sizeof *larger);
    if (larger != NULL) {
        topic->ahead = larger;
        topic->ahead_room = room;
    }
    return larger != NULL;
}

/* Sets memory aside for a payload that comes next, and gives it to the topic. */
static int gather_payload(struct reader *r, struct subscription *s, struct subscribed *topic, int64_t offset, size_t size)
{
    assert(r->header_start == r->header_end); /* what was received ahead was a header, and is taken */
    void *payload = has_room(topic) ? malloc(size == 0 ? 1 : size) : NULL;
    if (payload == NULL) {
        return kaska_lose(r->connection, "there is no memory for a message of %zu bytes", size);
    }
    topic->ahead[topic->ahead_end++] = (struct message){payload, size, offset};
    s->ahead_size += size;
    return size == 0 ? DONE : kaska_gather(r, payload, size);
}

/* A message that begins with its key and headers: only their size is looked at. */
static int take_headed(struct reader *r, struct subscription *s, struct subscribed *topic, int64_t offset, size_t size)
{
    unsigned char bytes[HEAD_SIZE_SIZE];
    if (size < sizeof bytes) {
        return kaska_malformed(r, "a message has no room for the size of its head");
    }
    if (kaska_take(r, bytes, sizeof bytes) != DONE) {
        return LOST;
    }
    size_t head = get_u32(bytes);
    if (head > size - sizeof bytes) {
        return kaska_malformed(r, "the head of a message is larger than the message");
    }
    if (kaska_skip(r, head) != DONE) {
        return LOST;
    }
    return gather_payload(r, s, topic, offset, size - sizeof bytes - head);
}

static int take_messages(
    struct reader *r, struct subscription *s, struct section *section, bool with_heads, uint32_t begin,
    const unsigned char *ends, int count)
{
    for (int i = 0; i < count; i++) {
        uint32_t end = get_u32(ends + (size_t) i * RUN_END_SIZE);
        size_t size = end - begin;
        begin = end;
        if (with_heads) {
            if (i > 0 && kaska_gather_header(r, HEAD_SIZE_SIZE) != DONE) {
                return LOST;
            }
            if (take_headed(r, s, section->topic, section->next_offset, size) != DONE) {
                return LOST;
            }
        } else if (gather_payload(r, s, section->topic, section->next_offset, size) != DONE) {
            return LOST;
        }
        section->next_offset++;
    }
    return DONE;
}

/* The size of a run's messages, or 0 if its table makes no sense: each message has a byte or more. */
static size_t size_of_messages(uint32_t begin, const unsigned char *ends, int count)
{
    uint32_t last = begin;
    for (int i = 0; i < count; i++) {
        uint32_t end = get_u32(ends + (size_t) i * RUN_END_SIZE);
        if (end <= last || end - last > MAX_MESSAGE_SIZE) {
            return 0;
        }
        last = end;
    }
    return last - begin;
}

static int take_run(struct reader *r, struct subscription *s, struct section *section)
{
    unsigned char header[RUN_HEADER_SIZE];
    unsigned char ends[MOST_AHEAD * RUN_END_SIZE];
    if (section->left < RUN_START_SIZE) {
        return kaska_malformed(r, "a run is cut off");
    }
    if (kaska_take(r, header, sizeof header) != DONE) {
        return LOST;
    }
    uint64_t offset = get_u64(header);
    uint32_t count = get_u24(header + 17);
    if (offset < (uint64_t) section->next_offset || offset > INT64_MAX - (uint64_t) count) {
        return kaska_malformed(r, "a run has another offset than what was asked for");
    }
    if ((header[16] & ~RUN_WITH_HEADS) != 0) {
        return kaska_malformed(r, "a run has unknown flags");
    }
    if (count < 1 || count > (uint32_t) (MOST_AHEAD - section->topic->ahead_end)) {
        return kaska_malformed(r, "a run has no messages, or more than were asked for");
    }
    size_t table = count * RUN_END_SIZE;
    if (table > section->left - RUN_HEADER_SIZE) {
        return kaska_malformed(r, "the table of a run is cut off");
    }
    if (kaska_take(r, ends, table) != DONE) {
        return LOST;
    }
    size_t size = size_of_messages(get_u32(header + 20), ends, (int) count);
    section->left -= RUN_HEADER_SIZE + table;
    if (size == 0 || size > section->left) {
        return kaska_malformed(r, "the messages of a run are cut off, or end before they begin");
    }
    section->left -= size;
    section->next_offset = (int64_t) offset;
    if (take_messages(r, s, section, (header[16] & RUN_WITH_HEADS) != 0, get_u32(header + 20), ends, (int) count) != DONE) {
        return LOST;
    }
    return kaska_gather_header(r, section->left > 0 ? RUN_START_SIZE : SECTION_START_SIZE);
}

/* What the broker says of this topic instead of messages; handed out at its turn. */
static int take_failure(struct reader *r, struct subscription *s, struct section *section)
{
    unsigned char bytes[SECTION_ERROR_SIZE + MAX_ERROR_TEXT_SIZE + 1];
    if (section->left < SECTION_ERROR_SIZE || section->left > SECTION_ERROR_SIZE + MAX_ERROR_TEXT_SIZE) {
        return kaska_malformed(r, "the error of a topic has an impossible size");
    }
    if (kaska_take(r, bytes, section->left) != DONE) {
        return LOST;
    }
    char *text = (char *) bytes + SECTION_ERROR_SIZE;
    text[section->left - SECTION_ERROR_SIZE] = '\0';
    kaska_make_harmless(text);
    char shown[SHOWN_SIZE];
    kaska_shown(shown, section->topic->name, section->topic->name_size);
    char reason[SHOWN_SIZE + MAX_ERROR_TEXT_SIZE + 200];
    if (bytes[0] == STATUS_OFFSET_OUT_OF_RANGE) {
        snprintf(
            reason, sizeof reason, "the topic \"%s\" does not keep offset %lld any more, the earliest is %llu: %s", shown,
            (long long) section->topic->position, (unsigned long long) get_u64(bytes + 4), text);
    } else {
        snprintf(
            reason, sizeof reason, "the broker says of the topic \"%s\": %s (status %u)", shown, text, (unsigned) bytes[0]);
    }
    section->topic->failure = strdup(reason);
    s->has_failures = true;
    return section->topic->failure == NULL ? kaska_malformed(r, "there is no memory for an error's text") : DONE;
}

/* Takes a section apart; what it says of its topic is noted there. */
static int take_section(struct reader *r, struct subscription *s, int count, struct told *told)
{
    unsigned char header[SECTION_HEADER_SIZE];
    if (kaska_left_of(r) < sizeof header) {
        return kaska_malformed(r, "a section is cut off");
    }
    if (kaska_take(r, header, sizeof header) != DONE) {
        return LOST;
    }
    unsigned flags = header[0];
    int index = (int) get_u24(header + 1);
    if (index < told->next || index >= count) {
        return kaska_malformed(r, "a section is of a topic that was not asked for, or out of order");
    }
    for (int i = told->next; i < index; i++) { /* topics that were looked at and have nothing */
        s->ring[s->asked[i]].looked = s->poll;
        told->something = true;
    }
    told->next = index + 1;
    struct subscribed *topic = &s->ring[s->asked[index]];
    struct section section = {topic, get_u32(header + 4), topic->position};
    if (section.left > kaska_left_of(r)) {
        return kaska_malformed(r, "a section is larger than the answer");
    }
    if ((flags & SECTION_ERROR) != 0) {
        told->something = true;
        return flags == SECTION_ERROR ? take_failure(r, s, &section) : kaska_malformed(r, "a section has flags that do not agree");
    }
    if (flags > (SECTION_MORE | SECTION_UNKNOWN_TOPIC)) {
        return kaska_malformed(r, "a section has unknown flags");
    }
    if ((flags & SECTION_UNKNOWN_TOPIC) != 0) {
        uint32_t id = kaska_topics_get(&r->connection->topics, &topic->print);
        kaska_topics_forget(&r->connection->topics, &topic->print, id);
        /* An id from before this poll may have ended because the topic was made anew: then it is asked for once more. */
        topic->looked = topic->resolved == s->poll ? s->poll : 0;
        told->something = true;
        return section.left == 0 ? DONE : kaska_malformed(r, "an unknown topic has messages");
    }
    while (section.left > 0) {
        if (take_run(r, s, &section) != DONE) {
            return LOST;
        }
    }
    if (topic->ahead_end == 0 && (flags & SECTION_MORE) == 0) {
        topic->looked = s->poll;
    }
    told->something |= topic->ahead_end > 0 || (flags & SECTION_MORE) == 0;
    return DONE;
}

/* What one can have for an answer: the bytes asked for or one message, and what stands around them. */
static uint64_t largest_answer(const struct connection *c, size_t asked, int count)
{
    uint64_t messages = (uint64_t) asked * MOST_AROUND_BYTE;
    if (messages < c->max_message_size) {
        messages = c->max_message_size;
    }
    return messages + MOST_AROUND_BYTE + (uint64_t) count * (SECTION_HEADER_SIZE + SECTION_ERROR_SIZE + MAX_ERROR_TEXT_SIZE);
}

static int take_error(struct reader *r, unsigned status)
{
    unsigned char error[MAX_ERROR_SIZE];
    size_t size = kaska_left_of(r);
    if (size < ERROR_VALUE_SIZE || size > MAX_ERROR_SIZE) {
        return kaska_malformed(r, "an error has an impossible size");
    }
    if (kaska_take(r, error, size) != DONE) {
        return LOST;
    }
    kaska_fail_told(status, error + ERROR_VALUE_SIZE, size - ERROR_VALUE_SIZE);
    if (status == STATUS_SHUTTING_DOWN) {
        kaska_disconnect(r->connection);
    }
    return FAILED;
}

static int take_answer(struct reader *r, struct subscription *s, size_t asked_size, int count, struct told *told)
{
    ssize_t got = kaska_receive(r->connection, r->header, RESPONSE_HEADER_SIZE, ANSWER_START_SIZE);
    if (got < 0) {
        return LOST;
    }
    size_t size = get_u32(r->header + 4);
    r->header_start = RESPONSE_HEADER_SIZE;
    r->header_end = (size_t) got;
    size_t have = r->header_end - r->header_start;
    if (size > largest_answer(r->connection, asked_size, count)) {
        return kaska_lose(r->connection, "an answer to a fetch has %zu bytes, more than was asked for", size);
    }
    if (have > size) {
        return kaska_lose(r->connection, "the broker says more than was asked");
    }
    r->left = size - have;
    if (r->header[0] != STATUS_OK) {
        return take_error(r, r->header[0]);
    }
    told->cut = (r->header[1] & RESPONSE_CUT) != 0;
    if ((r->header[1] & ~RESPONSE_CUT) != 0) {
        return kaska_malformed(r, "it has unknown flags");
    }
    while (kaska_left_of(r) > 0) {
        if (take_section(r, s, count, told) != DONE) {
            return LOST;
        }
    }
    return kaska_receive_gathered(r);
}

static int send_fetch(struct subscription *s, struct connection *c, int count, size_t size)
{
    put_u32(s->request, (uint32_t) size);
    put_u32(s->request + 4, MOST_AHEAD);
    put_u32(s->request + 8, 0); /* does not wait */
    unsigned char *to = s->request + FETCH_LIMITS_SIZE;
    for (int i = 0; i < count; i++, to += FETCH_TOPIC_SIZE) {
        const struct subscribed *topic = &s->ring[s->asked[i]];
        put_u32(to, kaska_topics_get(&c->topics, &topic->print));
        put_u64(to + 4, (uint64_t) topic->position);
    }
    struct request request = {FETCH, 0, (uint32_t) count, {{s->request, (size_t) (to - s->request)}}};
    return kaska_send(c, &request);
}

int kaska_fetch(struct subscription *s, struct connection *c, int count, struct told *told)
{
    size_t room = s->ahead_size < MOST_AHEAD_SIZE ? MOST_AHEAD_SIZE - s->ahead_size : 1;
    int64_t begun = kaska_now();
    *told = (struct told){0};
    struct reader reader;
    kaska_begin_reading(&reader, c);
    int outcome = send_fetch(s, c, count, room);
    if (outcome == DONE) {
        outcome = take_answer(&reader, s, room, count, told);
    }
    if (outcome != DONE) {
        for (int i = 0; i < count; i++) { /* half of it may be there */
            struct subscribed *topic = &s->ring[s->asked[i]];
            kaska_drop_ahead(s, topic);
            free(topic->failure);
            topic->failure = NULL;
            topic->looked = 0;
        }
        return outcome;
    }
    kaska_spin_learn(&c->spin, kaska_now() - begun);
    if (!told->cut) {
        for (int i = told->next; i < count; i++) {
            s->ring[s->asked[i]].looked = s->poll;
            told->something = true;
        }
    }
    return DONE;
}
