/* Requests and their answers, for every operation but FETCH. */
#include "connection.h"
#include "error.h"

#include <string.h>

/* An answer is at most that much, so that those to all requests on their way fit into the sockets' buffers. */
enum { MOST_ON_THEIR_WAY = 16 };

static size_t size_of_ok(enum operation operation)
{
    switch (operation) {
    case CREATE_TOPIC:
    case COUNT_TOPICS:
    case MESSAGE_LENGTH:
        return 4;
    case RESOLVE_TOPIC:
        return 12;
    case SEND:
    case END_OFFSET:
    case COMMITTED:
        return 8;
    case COMMIT:
    case FETCH: /* has another shape */
        break;
    }
    return 0;
}

int kaska_fail_told(unsigned status, const unsigned char *bytes, size_t size)
{
    char text[MAX_ERROR_TEXT_SIZE + 1];
    memcpy(text, bytes, size);
    text[size] = '\0';
    kaska_make_harmless(text);
    return kaska_fail("the broker says: %s (status %u)", text, status);
}

/* An error whose status this page does not know has the same shape as any other. */
static int check_answer(struct connection *c, enum operation operation, struct answer *answer)
{
    if (answer->status == STATUS_OK) {
        if (answer->size != size_of_ok(operation)) {
            return kaska_lose(
                c, "an answer to operation %d has %zu bytes, and should have %zu", operation, answer->size,
                size_of_ok(operation));
        }
    } else if (answer->size < ERROR_VALUE_SIZE || answer->size > MAX_ERROR_SIZE) {
        return kaska_lose(c, "an error of %zu bytes makes no sense", answer->size);
    }
    return DONE;
}

/* Reads no further than the answer if others may stand behind it. */
static int receive_answer(struct connection *c, enum operation operation, struct answer *answer, bool is_last)
{
    unsigned char bytes[RESPONSE_HEADER_SIZE + MAX_ERROR_SIZE];
    ssize_t got = kaska_receive(c, bytes, RESPONSE_HEADER_SIZE, is_last ? sizeof bytes : RESPONSE_HEADER_SIZE);
    if (got < 0) {
        return LOST;
    }
    size_t have = (size_t) got - RESPONSE_HEADER_SIZE;
    answer->status = bytes[0];
    answer->size = get_u32(bytes + 4);
    if (bytes[1] != 0) {
        return kaska_lose(c, "an answer has the flags %u", (unsigned) bytes[1]);
    }
    if (check_answer(c, operation, answer) != DONE) {
        return LOST;
    }
    if (have > answer->size) {
        return kaska_lose(c, "the broker says more than was asked");
    }
    memcpy(answer->body, bytes + RESPONSE_HEADER_SIZE, have);
    size_t missing = answer->size - have;
    if (missing > 0 && kaska_receive(c, answer->body + have, missing, missing) < 0) {
        return LOST;
    }
    if (answer->status != STATUS_OK) {
        kaska_fail_told(answer->status, answer->body + ERROR_VALUE_SIZE, answer->size - ERROR_VALUE_SIZE);
    }
    if (answer->status == STATUS_SHUTTING_DOWN) {
        kaska_disconnect(c);
    }
    return DONE;
}

int kaska_call(struct connection *c, const struct request *request, struct answer *answer)
{
    int64_t begun = kaska_now();
    int outcome = kaska_send(c, request);
    if (outcome == DONE) {
        outcome = receive_answer(c, request->operation, answer, true);
    }
    if (outcome == DONE) {
        kaska_spin_learn(&c->spin, kaska_now() - begun);
    }
    return outcome;
}

int kaska_call_all(struct connection *c, const struct pipelined *calls)
{
    enum operation operations[MOST_ON_THEIR_WAY];
    struct answer answer;
    int sent = 0;
    for (int taken = 0; taken < calls->count; taken++) {
        for (; sent < calls->count && sent < taken + MOST_ON_THEIR_WAY; sent++) {
            struct request request = {0};
            calls->make(calls->context, sent, &request);
            operations[sent % MOST_ON_THEIR_WAY] = request.operation;
            int outcome = kaska_send(c, &request);
            if (outcome != DONE) {
                return outcome == STALE && sent > 0 ? LOST : outcome;
            }
        }
        if (receive_answer(c, operations[taken % MOST_ON_THEIR_WAY], &answer, false) != DONE) {
            return LOST;
        }
        if (c->fd < 0) { /* the broker is about to end, and closed the connection */
            return LOST;
        }
        calls->take(calls->context, taken, &answer);
    }
    return DONE;
}
