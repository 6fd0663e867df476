/*
 * A program written to the original's header, which it includes; with PLAIN it was compiled with another header, and asks
 * for the plain names. Between its calls it, and a library that it uses, wait by the poll of POSIX.
 */
#ifdef PLAIN
int create_topic(char *topic);
int ntopics(void);
int send_msg(char *topic, int msg_size, void *msg);
int msg_length(char *topic, int offset);
int end_offset(char *topic);
int subscribe(int ntopics, char **topics);
int unsubscribe(void);
int position(char *topic);
int seek(char *topic, int offset);
int poll(char **topic, void **msg);
int commit(char *client, char *topic, int offset);
int committed(char *client, char *topic);
int commited(char *client, char *topic);
#else
#include "kaska.h"
/* What the original declares, once more: a difference would not compile. */
int create_topic(char *topic);
int ntopics(void);
int send_msg(char *topic, int msg_size, void *msg);
int msg_length(char *topic, int offset);
int end_offset(char *topic);
int subscribe(int ntopics, char **topics);
int unsubscribe(void);
int position(char *topic);
int seek(char *topic, int offset);
int poll(char **topic, void **msg);
int commit(char *client, char *topic, int offset);
int committed(char *client, char *topic);
int commited(char *client, char *topic);
#endif

#include "posix.h"

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MUST(condition) must(condition, #condition, __LINE__)

static void must(int condition, const char *what, int line)
{
    if (!condition) {
        fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, line, what);
        exit(1);
    }
}

static void look_up_a_name(void)
{
    struct addrinfo *addresses;
    int result = getaddrinfo("localhost", "80", NULL, &addresses);
    MUST(result == 0);
    freeaddrinfo(addresses);
    (void) getaddrinfo("kaska.test.invalid", "80", NULL, &addresses); /* asks a name server, if there is one */
}

/* `of_library` is one that was linked to libc; `of_program` is another file of this program. */
static void posix_still_polls(int of_program_waits)
{
    MUST(of_library_polls(1) == 1);
    MUST(of_library_waits(50) >= 49);
    MUST(of_program_polls(1) == 1);
    MUST(of_program_polls(3) == 3);
    if (of_program_waits) {
        MUST(of_program_waits_for(50) >= 49);
    }
    look_up_a_name();
}

#ifdef PLAIN
enum { TELLS_NO_DESCRIPTORS = 0 }; /* poll(NULL, 0, 50) is Kaska's once the program has used a plain name */
#else
enum { TELLS_NO_DESCRIPTORS = 1 };
#endif

int main(void)
{
    char name[64], *list[1] = {name}, *topic = NULL;
    void *message = NULL;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    snprintf(name, sizeof name, "names-%lld-%ld-%d", (long long) now.tv_sec, now.tv_nsec, (int) getpid());
    posix_still_polls(1);
    MUST(poll(&topic, &message) < 0);
    MUST(create_topic(name) == 0);
    MUST(create_topic(name) < 0);
    MUST(ntopics() > 0);
    MUST(poll(NULL, NULL) < 0);
    MUST(subscribe(1, list) == 1);
    MUST(position(name) == 0);
    MUST(send_msg(name, 5, (void *) "hello") == 0);
    MUST(send_msg(name, 4, (void *) "more") == 1);
    posix_still_polls(TELLS_NO_DESCRIPTORS);
    MUST(poll(&topic, &message) == 5);
    MUST(strcmp(topic, name) == 0 && memcmp(message, "hello", 5) == 0);
    free(topic);
    free(message);
    posix_still_polls(TELLS_NO_DESCRIPTORS);
    MUST(poll(&topic, NULL) == 4);
    free(topic);
    MUST(poll(NULL, NULL) == 0);
    MUST(seek(name, 0) == 0);
    MUST(poll(NULL, NULL) == 5);
    MUST(end_offset(name) == 2);
    MUST(msg_length(name, 1) == 4);
    MUST(commit(list[0], name, 17) == 0);
    MUST(committed(name, name) == 17);
    MUST(commited(name, name) == 17);
    MUST(unsubscribe() == 0);
    MUST(unsubscribe() < 0);
    posix_still_polls(TELLS_NO_DESCRIPTORS);
    return 0;
}
