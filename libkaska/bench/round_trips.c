/*
 * How many synchronous sends of 100 bytes a second complete with one in flight, and how many single polls then read them.
 * Prints both. Needs a broker at BROKER_HOST and BROKER_PORT; see scripts/round-trips-in-c.sh.
 */
#include "kaska.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { SIZE = 100, SENDS_BETWEEN_LOOKS = 64 };

static int64_t now_nanos(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t) now.tv_sec * 1000000000 + now.tv_nsec;
}

static void give_up(const char *what)
{
    fprintf(stderr, "%s: %s\n", what, kaska_last_error());
    exit(1);
}

/* Sends for a time; returns how many a second. */
static double send_for(char *topic, int64_t nanos)
{
    static char message[SIZE];
    int64_t begun = now_nanos();
    long count = 0;
    while (now_nanos() - begun < nanos) {
        for (int i = 0; i < SENDS_BETWEEN_LOOKS; i++, count++) {
            if (send_msg(topic, SIZE, message) < 0) {
                give_up("send_msg");
            }
        }
    }
    return (double) count * 1e9 / (double) (now_nanos() - begun);
}

static double poll_all(void)
{
    int64_t begun = now_nanos();
    long count = 0;
    void *message;
    int size;
    while ((size = poll(NULL, &message)) > 0) {
        free(message);
        count++;
    }
    if (size < 0) {
        give_up("poll");
    }
    return (double) count * 1e9 / (double) (now_nanos() - begun);
}

int main(int argc, char **argv)
{
    int64_t millis = argc > 1 ? atol(argv[1]) : 2000;
    char topic[64];
    char *topics[] = {topic};
    snprintf(topic, sizeof topic, "round trips in C %d %lld", (int) getpid(), (long long) now_nanos());
    if (create_topic(topic) != 0 || subscribe(1, topics) != 1) {
        give_up("create_topic");
    }
    send_for(topic, 500000000);
    double sends = send_for(topic, millis * 1000000);
    printf("%.0f %.0f\n", sends, poll_all());
    return 0;
}
