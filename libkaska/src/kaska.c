/* The twelve functions: arguments are looked at, one call runs at a time, and what comes out is an int. */
#include "public.h"

#include "calls.h"
#include "error.h"
#include "subscription.h"

#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct connection connection = {.fd = -1};
static struct subscription subscription;

/* A child of fork gets a lock of its own, and must not speak on its parent's connection. */
static void begin_as_child(void)
{
    pthread_mutex_init(&lock, NULL);
    kaska_disconnect(&connection);
}

static void heed_forks(void)
{
    (void) pthread_atfork(NULL, NULL, begin_as_child);
}

/* Who was cancelled inside would keep the lock for ever. */
static int enter(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    int before;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
    pthread_once(&once, heed_forks);
    pthread_mutex_lock(&lock);
    return before;
}

static int leave(int before, int result)
{
    int ignored;
    pthread_mutex_unlock(&lock);
    pthread_setcancelstate(before, &ignored);
    return result < 0 ? FAILED : result;
}

/* At the end of the program, or when the library is unloaded; not under the hands of a thread that still calls. */
__attribute__((destructor)) static void end(void)
{
    if (pthread_mutex_trylock(&lock) == 0) {
        kaska_end_subscription(&subscription);
        kaska_disconnect(&connection);
        pthread_mutex_unlock(&lock);
    }
}

static int as_int(uint64_t value, const char *what)
{
    if (value > INT_MAX) {
        return kaska_fail("%s is %llu, which does not fit into an int", what, (unsigned long long) value);
    }
    return (int) value;
}

/* A request about a topic whose answer is a number of 4 or 8 bytes, or nothing, which is 0. */
static int number_of_topic(const char *topic, struct request *request, const char *what)
{
    struct name name;
    struct answer answer;
    int outcome = kaska_name(&name, "topic", topic);
    if (outcome == DONE) {
        outcome = kaska_call_topic(&connection, &name, request, &answer);
    }
    if (outcome != DONE) {
        return outcome;
    }
    return answer.size == 0 ? 0 : as_int(answer.size == 4 ? get_u32(answer.body) : get_u64(answer.body), what);
}

int create_topic(char *topic)
{
    struct name name;
    int before = enter();
    int result = kaska_name(&name, "topic", topic);
    return leave(before, result == DONE ? kaska_create(&connection, &name) : result);
}

int ntopics(void)
{
    struct request request = {.operation = COUNT_TOPICS};
    struct answer answer;
    int before = enter();
    int result = kaska_call_broker(&connection, &request, &answer);
    return leave(before, result == DONE ? as_int(get_u32(answer.body), "the number of topics") : result);
}

int send_msg(char *topic, int msg_size, void *msg)
{
    int before = enter();
    int result = 0;
    if (msg_size < 0 || (msg_size > 0 && msg == NULL)) {
        result = kaska_fail(msg_size < 0 ? "the size of the message is negative" : "the message is NULL");
    } else if (msg_size > 0) {
        struct request request = {.operation = SEND, .parts = {{msg, (size_t) msg_size}}};
        result = number_of_topic(topic, &request, "the message was appended; its offset");
    }
    return leave(before, result);
}

int msg_length(char *topic, int offset)
{
    unsigned char bytes[8];
    struct request request = {.operation = MESSAGE_LENGTH, .parts = {{bytes, sizeof bytes}}};
    put_u64(bytes, (uint64_t) (int64_t) offset);
    int before = enter();
    return leave(before, number_of_topic(topic, &request, "the length of the message"));
}

int end_offset(char *topic)
{
    struct request request = {.operation = END_OFFSET};
    int before = enter();
    return leave(before, number_of_topic(topic, &request, "the end offset"));
}

int subscribe(int count, char **topics)
{
    int before = enter();
    int result = 0;
    if (subscription.ring != NULL) {
        result = kaska_fail("subscribed already, to %d topics", subscription.count);
    } else if (count < 0 || (count > 0 && topics == NULL)) {
        result = kaska_fail(count < 0 ? "the number of topics is negative" : "the topics are NULL");
    } else if (count > 0) {
        result = kaska_begin_subscription(&subscription, &connection, topics, count);
    }
    return leave(before, result);
}

int unsubscribe(void)
{
    int before = enter();
    int result = subscription.ring == NULL ? kaska_fail("not subscribed to any topic") : DONE;
    kaska_end_subscription(&subscription);
    return leave(before, result);
}

int position(char *topic)
{
    int before = enter();
    const struct subscribed *subscribed = kaska_subscribed(&subscription, topic);
    return leave(before, subscribed == NULL ? FAILED : as_int((uint64_t) subscribed->position, "the position"));
}

int seek(char *topic, int offset)
{
    int before = enter();
    int result = DONE;
    struct subscribed *subscribed = kaska_subscribed(&subscription, topic);
    if (subscribed == NULL) {
        result = FAILED;
    } else if (offset < 0) {
        result = kaska_fail("the offset %d is negative", offset);
    } else {
        kaska_move(&subscription, subscribed, offset);
    }
    return leave(before, result);
}

/* Without memory for the name the message is not taken: the ring and the position are as they were. */
static int hand_out(struct message *message, struct subscribed *from, char **topic, void **msg)
{
    if (topic != NULL) {
        char *name = strdup(from->name); /* a copy that the original asks for */
        if (name == NULL) {
            free(message->payload);
            kaska_move(&subscription, from, message->offset);
            subscription.start = (int) (from - subscription.ring);
            return kaska_fail("there is no memory for the name of a topic");
        }
        *topic = name;
    }
    if (msg != NULL) {
        *msg = message->payload; /* received to where it is */
    } else {
        free(message->payload);
    }
    return as_int(message->size, "the size of the message");
}

int poll(char **topic, void **msg)
{
    struct message message = {0};
    struct subscribed *from = NULL;
    int before = enter();
    if (subscription.ring == NULL) {
        return leave(before, kaska_fail("not subscribed to any topic"));
    }
    int result = kaska_next(&subscription, &connection, &message, &from);
    if (result == DONE && message.payload != NULL) {
        result = hand_out(&message, from, topic, msg);
    }
    return leave(before, result);
}

int commit(char *client, char *topic, int offset)
{
    unsigned char bytes[8];
    struct name name;
    int before = enter();
    int result = kaska_name(&name, "client", client);
    if (result == DONE) {
        result = kaska_check_utf8(&name, "client");
    }
    if (result == DONE && offset < 0) {
        result = kaska_fail("the offset %d is negative", offset);
    }
    if (result == DONE) {
        struct request request = {.operation = COMMIT, .parts = {{bytes, sizeof bytes}, {name.bytes, name.size}}};
        put_u64(bytes, (uint64_t) offset);
        result = number_of_topic(topic, &request, "nothing");
    }
    return leave(before, result);
}

int committed(char *client, char *topic)
{
    struct name name;
    int before = enter();
    int result = kaska_name(&name, "client", client);
    if (result == DONE) {
        result = kaska_check_utf8(&name, "client");
    }
    if (result == DONE) {
        struct request request = {.operation = COMMITTED, .parts = {{name.bytes, name.size}}};
        result = number_of_topic(topic, &request, "the committed offset");
    }
    return leave(before, result);
}

int commited(char *client, char *topic)
{
    return committed(client, topic);
}
