#include "names.h"

#include "error.h"
#include "wire.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

/* SipHash-2-4 with 128 bits: J.-P. Aumasson, D. J. Bernstein, "SipHash: a fast short-input PRF", 2012. */
struct sip {
    uint64_t v0, v1, v2, v3;
};

static uint64_t rotated(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

static void sip_rounds(struct sip *s, int count)
{
    for (int i = 0; i < count; i++) {
        s->v0 += s->v1;
        s->v1 = rotated(s->v1, 13) ^ s->v0;
        s->v0 = rotated(s->v0, 32);
        s->v2 += s->v3;
        s->v3 = rotated(s->v3, 16) ^ s->v2;
        s->v0 += s->v3;
        s->v3 = rotated(s->v3, 21) ^ s->v0;
        s->v2 += s->v1;
        s->v1 = rotated(s->v1, 17) ^ s->v2;
        s->v2 = rotated(s->v2, 32);
    }
}

static void sip_word(struct sip *s, uint64_t word)
{
    s->v3 ^= word;
    sip_rounds(s, 2);
    s->v0 ^= word;
}

static uint64_t sip_end(struct sip *s)
{
    sip_rounds(s, 4);
    return s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
}

/* Made at the first use, which is under the lock of the calls. */
static const uint64_t *secret_key(void)
{
    static uint64_t key[2];
    static bool made;
    if (!made) {
        if (getentropy(key, sizeof key) != 0) { /* an old kernel: less secret, and as good without an attacker */
            struct timespec now;
            clock_gettime(CLOCK_REALTIME, &now);
            key[0] = (uint64_t) now.tv_sec << 30 ^ (uint64_t) now.tv_nsec;
            key[1] = (uint64_t) (uintptr_t) &now ^ (uint64_t) getpid() << 40;
        }
        made = true;
    }
    return key;
}

static struct fingerprint fingerprint(const char *bytes, size_t size)
{
    const uint64_t *key = secret_key();
    struct sip s = {
        key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d ^ 0xee, key[0] ^ 0x6c7967656e657261,
        key[1] ^ 0x7465646279746573};
    uint64_t word;
    size_t i = 0;
    for (; i + sizeof word <= size; i += sizeof word) {
        memcpy(&word, bytes + i, sizeof word);
        sip_word(&s, word);
    }
    word = 0;
    memcpy(&word, bytes + i, size - i);
    sip_word(&s, word ^ (uint64_t) size << 56);
    sip_word(&s, size); /* as names are longer than the one byte that the algorithm gives their size */
    s.v2 ^= 0xee;
    struct fingerprint print;
    print.high = sip_end(&s);
    s.v1 ^= 0xdd;
    print.low = sip_end(&s);
    return print;
}

int kaska_name(struct name *name, const char *what, const char *string)
{
    if (string == NULL) {
        return kaska_fail("the %s name is NULL", what);
    }
    size_t size = strnlen(string, MAX_NAME_SIZE + 1);
    if (size == 0) {
        return kaska_fail("the %s name is empty: it has to have 1 to %d bytes of UTF-8", what, MAX_NAME_SIZE);
    }
    if (size > MAX_NAME_SIZE) {
        char shown[SHOWN_SIZE];
        return kaska_fail(
            "the %s name \"%s\" has more than %d bytes", what, kaska_shown(shown, string, size), MAX_NAME_SIZE);
    }
    name->bytes = string;
    name->size = size;
    name->print = fingerprint(string, size);
    return DONE;
}

size_t kaska_character_size(const unsigned char *c)
{
    if (c[0] < 0x80) {
        return 1;
    }
    size_t size = c[0] < 0xc2 ? 0 : c[0] < 0xe0 ? 2 : c[0] < 0xf0 ? 3 : c[0] < 0xf5 ? 4 : 0;
    for (size_t i = 1; i < size; i++) {
        if ((c[i] & 0xc0) != 0x80) {
            return 0;
        }
    }
    bool overlong = (c[0] == 0xe0 && c[1] < 0xa0) || (c[0] == 0xf0 && c[1] < 0x90);
    bool surrogate = c[0] == 0xed && c[1] >= 0xa0;
    bool too_high = c[0] == 0xf4 && c[1] >= 0x90;
    return overlong || surrogate || too_high ? 0 : size;
}

int kaska_check_utf8(const struct name *name, const char *what)
{
    const unsigned char *bytes = (const unsigned char *) name->bytes;
    for (size_t i = 0; i < name->size;) {
        size_t size = kaska_character_size(bytes + i);
        if (size == 0) {
            char shown[SHOWN_SIZE];
            return kaska_fail(
                "the %s name \"%s\" is not valid UTF-8 at byte %zu", what,
                kaska_shown(shown, name->bytes, name->size), i);
        }
        i += size;
    }
    return DONE;
}
