/* The table of topic ids against a plain array, over operations drawn from a seed; and what is a character of UTF-8. */
#include "check.h"
#include "kaska.h"
#include "topics.h"

#include <string.h>
#include <time.h>

enum { NAMES = 200, STEPS = 200000 };

static void the_table_of_ids_is_that_of_an_array(void)
{
    struct topics table = {0};
    uint32_t ids[NAMES] = {0};
    struct name names[NAMES];
    char texts[NAMES][8];
    unsigned seed = (unsigned) time(NULL);
    printf("# the seed is %u\n", seed);
    srand(seed);
    for (int i = 0; i < NAMES; i++) {
        snprintf(texts[i], sizeof texts[i], "n%d", i);
        CHECK_INT(0, kaska_name(&names[i], "topic", texts[i]));
    }
    for (int step = 0; step < STEPS; step++) {
        int i = rand() % NAMES;
        if (rand() % 2 == 0) {
            uint32_t id = 1 + (uint32_t) rand();
            kaska_topics_put(&table, &names[i].print, id);
            ids[i] = id;
        } else if (rand() % 4 == 0) {
            kaska_topics_forget(&table, &names[i].print, ids[i] + 1);
        } else {
            kaska_topics_forget(&table, &names[i].print, ids[i]);
            ids[i] = 0;
        }
        int k = rand() % NAMES;
        CHECK_INT(ids[k], kaska_topics_get(&table, &names[k].print));
    }
    size_t known = 0;
    for (int i = 0; i < NAMES; i++) {
        CHECK_INT(ids[i], kaska_topics_get(&table, &names[i].print));
        known += ids[i] != 0;
    }
    CHECK_INT((long long) known, (long long) table.count);
    kaska_topics_clear(&table);
    CHECK_INT(0, kaska_topics_get(&table, &names[0].print));
}

/* Every code point as it is encoded, and every sequence of two bytes, against the rule itself. */
static void characters_are_those_of_unicode(void)
{
    for (uint32_t c = 1; c < 0x111000; c++) {
        unsigned char b[5] = {0};
        size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        for (size_t i = size - 1; i > 0; i--) {
            b[i] = (unsigned char) (0x80 | (c >> 6 * (size - 1 - i) & 0x3f));
        }
        b[0] = (unsigned char) ((size == 1 ? 0 : 0xf0 << (4 - size)) | c >> 6 * (size - 1));
        int legal = c < 0x110000 && (c < 0xd800 || c > 0xdfff);
        CHECK_INT(legal ? (int) size : 0, (long long) kaska_character_size(b));
        b[size - 1] = 0; /* cut off */
        CHECK(size == 1 || kaska_character_size(b) == 0);
    }
    for (unsigned first = 0x80; first < 0x100; first++) {
        unsigned char b[3] = {(unsigned char) first, 'a', 0};
        CHECK_INT(0, (long long) kaska_character_size(b));
    }
}

static void fingerprints_tell_names_apart(void)
{
    struct name one, other;
    char a[20] = {0}, b[20] = {0};
    for (int size = 1; size < 19; size++) {
        memset(a, 'x', (size_t) size);
        for (int i = 0; i < size; i++) {
            memcpy(b, a, sizeof b);
            b[i] = 'y';
            CHECK_INT(0, kaska_name(&one, "topic", a));
            CHECK_INT(0, kaska_name(&other, "topic", b));
            CHECK(!is_same(&one.print, &other.print));
            b[i] = 'x';
            CHECK_INT(0, kaska_name(&other, "topic", b));
            CHECK(is_same(&one.print, &other.print));
        }
    }
}

int main(int argc, char **argv)
{
    RUN(the_table_of_ids_is_that_of_an_array);
    RUN(characters_are_those_of_unicode);
    RUN(fingerprints_tell_names_apart);
    return 0;
}
