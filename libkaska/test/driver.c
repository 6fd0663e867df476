/*
 * The library by lines on stdin, each answered by a line, for tests that are written elsewhere. Names and contents are
 * hexadecimal; a content can also be PATTERN:SEED:SIZE, and comes back as its size and FNV-1a hash. It ends with stdin.
 *
 *     create NAME | count | send NAME CONTENT | length NAME OFFSET | end NAME | subscribe NAME ... | unsubscribe
 *     position NAME | seek NAME OFFSET | poll | commit CLIENT NAME OFFSET | committed CLIENT NAME | setenv NAME VALUE
 */
#include "kaska.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_WORDS = 2000 };

static char *words[MOST_WORDS];
static int count;

/* The bytes of a word, with a NUL behind them. */
static char *bytes_of(const char *hex, size_t *size)
{
    *size = strlen(hex) / 2;
    char *bytes = malloc(*size + 1);
    for (size_t i = 0; i < *size; i++) {
        unsigned byte;
        sscanf(hex + 2 * i, "%2x", &byte);
        bytes[i] = (char) byte;
    }
    bytes[*size] = '\0';
    return bytes;
}

/* The name of a word; kept until the line is done, as it may be in use until then. */
static char *name_of(int word)
{
    size_t ignored;
    char *name = word < count ? bytes_of(words[word], &ignored) : NULL;
    words[word] = name;
    return name;
}

static unsigned char *pattern(uint32_t seed, size_t size)
{
    unsigned char *bytes = malloc(size + 1);
    for (size_t i = 0; i < size; i++) {
        seed = seed * 1664525 + 1013904223;
        bytes[i] = (unsigned char) (seed >> 24);
    }
    return bytes;
}

static uint64_t hash_of(const unsigned char *bytes, size_t size)
{
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < size; i++) {
        hash = (hash ^ bytes[i]) * 0x100000001b3;
    }
    return hash;
}

static int send_content(char *topic, const char *word)
{
    unsigned seed;
    size_t size;
    char *content;
    if (sscanf(word, "PATTERN:%u:%zu", &seed, &size) == 2) {
        content = (char *) pattern(seed, size);
    } else {
        content = bytes_of(word, &size);
    }
    int result = send_msg(topic, (int) size, content);
    free(content);
    return result;
}

static int poll_and_print(void)
{
    char *topic = NULL;
    void *message = NULL;
    int size = poll(&topic, &message);
    if (size > 0) {
        printf("%d %016llx ", size, (unsigned long long) hash_of(message, (size_t) size));
        for (const char *c = topic; *c != '\0'; c++) {
            printf("%02x", (unsigned char) *c);
        }
        putchar('\n');
        free(topic);
        free(message);
    }
    return size;
}

static int is(const char *operation)
{
    return strcmp(words[0], operation) == 0;
}

/* The names become the program's strings, and are freed as soon as subscribe has returned. */
static int subscribe_to_all(void)
{
    for (int i = 1; i < count; i++) {
        name_of(i);
    }
    int result = subscribe(count - 1, words + 1);
    for (int i = 1; i < count; i++) {
        free(words[i]);
    }
    return result;
}

static int operate(void)
{
    int result = -1;
    if (is("count")) {
        return ntopics();
    }
    if (is("subscribe")) {
        return subscribe_to_all();
    }
    if (is("unsubscribe")) {
        return unsubscribe();
    }
    if (is("poll")) {
        return poll_and_print();
    }
    if (is("setenv")) {
        return setenv(words[1], words[2], 1);
    }
    char *first = name_of(1);
    if (is("create")) {
        result = create_topic(first);
    } else if (is("send")) {
        result = send_content(first, words[2]);
    } else if (is("length")) {
        result = msg_length(first, atoi(words[2]));
    } else if (is("end")) {
        result = end_offset(first);
    } else if (is("position")) {
        result = position(first);
    } else if (is("seek")) {
        result = seek(first, atoi(words[2]));
    } else {
        char *second = name_of(2);
        if (is("commit")) {
            result = commit(first, second, atoi(words[3]));
        } else if (is("committed")) {
            result = committed(first, second);
        }
        free(second);
    }
    free(first);
    return result;
}

int main(void)
{
    char *line = NULL;
    size_t room = 0;
    while (getline(&line, &room, stdin) > 0) {
        count = 0;
        for (char *word = strtok(line, " \n"); word != NULL && count < MOST_WORDS; word = strtok(NULL, " \n")) {
            words[count++] = word;
        }
        int result = count == 0 ? -1 : operate();
        if (result < 0) {
            printf("error %s\n", kaska_last_error());
        } else if (!is("poll") || result == 0) {
            printf("%d\n", result);
        }
        fflush(stdout);
    }
    free(line);
    return 0;
}
