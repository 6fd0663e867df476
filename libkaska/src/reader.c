#include "reader.h"

#include "error.h"

#include <assert.h>
#include <string.h>

void kaska_begin_reading(struct reader *r, struct connection *connection)
{
    r->connection = connection; /* the rest is thousands of bytes, written before they are read */
    r->left = 0;
    r->count = 0;
    r->header_start = r->header_end = 0;
}

int kaska_malformed(struct reader *r, const char *what)
{
    return kaska_lose(r->connection, "an answer to a fetch makes no sense: %s", what);
}

int kaska_receive_gathered(struct reader *r)
{
    int count = r->count;
    r->count = 0;
    return count == 0 ? DONE : kaska_receive_all(r->connection, r->places, count);
}

int kaska_gather(struct reader *r, void *place, size_t size)
{
    if (size > r->left) {
        return kaska_malformed(r, "it is cut off");
    }
    if (r->count == PLACES && kaska_receive_gathered(r) != DONE) {
        return LOST;
    }
    r->places[r->count++] = (struct iovec){place, size};
    r->left -= size;
    return DONE;
}

int kaska_gather_header(struct reader *r, size_t most)
{
    assert(r->header_start == r->header_end);
    r->header_start = 0;
    r->header_end = most < r->left ? most : r->left;
    return r->header_end == 0 ? DONE : kaska_gather(r, r->header, r->header_end);
}

size_t kaska_left_of(const struct reader *r)
{
    return r->left + (r->header_end - r->header_start);
}

int kaska_take(struct reader *r, void *to, size_t size)
{
    if (kaska_receive_gathered(r) != DONE) {
        return LOST;
    }
    size_t have = r->header_end - r->header_start;
    size_t part = size < have ? size : have;
    memcpy(to, r->header + r->header_start, part);
    r->header_start += part;
    if (part == size) {
        return DONE;
    }
    if (kaska_gather(r, (char *) to + part, size - part) != DONE) {
        return LOST;
    }
    return kaska_receive_gathered(r);
}

int kaska_skip(struct reader *r, size_t size)
{
    assert(r->header_start == r->header_end);
    while (size > 0) {
        size_t part = size < sizeof r->skipped ? size : sizeof r->skipped;
        if (kaska_gather(r, r->skipped, part) != DONE) {
            return LOST;
        }
        size -= part;
    }
    return DONE;
}
