/*
 * The bytes of an answer to a fetch, taken one behind the other: headers and tables to be looked at, payloads to where they
 * stay. Places for what comes next are gathered, and filled by one call to the kernel once their bytes are needed. The last
 * of them is the header behind the messages, as far as nothing but a header can stand there: so a payload is never received
 * anywhere else than in its place.
 */
#ifndef KASKA_READER_H
#define KASKA_READER_H

#include "connection.h"

enum {
    RUN_START_SIZE = RUN_HEADER_SIZE + RUN_END_SIZE, /* no run has less before its first message */
    SECTION_START_SIZE = SECTION_HEADER_SIZE + RUN_START_SIZE,
    ANSWER_START_SIZE = RESPONSE_HEADER_SIZE + SECTION_START_SIZE,
    PLACES = 130,
};

struct reader {
    struct connection *connection;
    size_t left; /* bytes of the answer's body that have no place yet */
    struct iovec places[PLACES];
    int count;
    unsigned char header[ANSWER_START_SIZE]; /* what was received ahead of a header */
    size_t header_start, header_end;
    unsigned char skipped[4096];
};

/* Begins with nothing gathered; the caller says how much there is. */
void kaska_begin_reading(struct reader *reader, struct connection *connection);

/* All of these are DONE or LOST, and LOST has closed the connection. */

/* The answer makes no sense. */
int kaska_malformed(struct reader *reader, const char *what);

/* Bytes of the body that are not taken. */
size_t kaska_left_of(const struct reader *reader);

/* Takes the next bytes, of headers and tables. */
int kaska_take(struct reader *reader, void *to, size_t size);

/* The next bytes belong there, and will be there once others are taken, or what was gathered is received. */
int kaska_gather(struct reader *reader, void *place, size_t size);

/* The next bytes are a header's, up to that many. */
int kaska_gather_header(struct reader *reader, size_t most);

/* Passes over bytes that nobody wants: of a key and headers. */
int kaska_skip(struct reader *reader, size_t size);

/* Fills the places that were gathered. */
int kaska_receive_gathered(struct reader *reader);

#endif
