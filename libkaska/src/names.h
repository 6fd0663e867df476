/* Names of topics and clients: what is one, and how it is known again without keeping it. */
#ifndef KASKA_NAMES_H
#define KASKA_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What stands for a name: 128 bits of a hash with a secret key of this process. Two names of the same one are as likely
 * as guessing the key, so it takes the name's place, and no copy of the name is needed.
 */
struct fingerprint {
    uint64_t high;
    uint64_t low;
};

/* A caller's name, which is not copied. */
struct name {
    const char *bytes;
    size_t size;
    struct fingerprint print;
};

/* Takes a caller's string for a name. Fails if it is NULL, empty, or too long; says nothing about its bytes. */
int kaska_name(struct name *name, const char *what, const char *string);

/* Fails unless its bytes are valid UTF-8. */
int kaska_check_utf8(const struct name *name, const char *what);

/* How many bytes the UTF-8 character there has, 0 if it is none (Unicode 15, table 3-7). Reads no further than a NUL. */
size_t kaska_character_size(const unsigned char *c);

static inline bool is_same(const struct fingerprint *one, const struct fingerprint *other)
{
    return one->high == other->high && one->low == other->low;
}

#endif
