/*
 * The contract of the C interface, against a real broker that BROKER_HOST and BROKER_PORT name. Another client is another
 * process: a child. The argument is the name of one test; none is all.
 */
#include "check.h"
#include "kaska.h"

#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MAX_NAME = 65534, NAME_ROOM = 100 };

/* A name that no other test, and no other run of this one, uses. */
static char *fresh(const char *start)
{
    static int count;
    static long long run;
    if (run == 0) {
        struct timespec now;
        clock_gettime(CLOCK_REALTIME, &now);
        run = (long long) now.tv_sec * 1000000000 + now.tv_nsec;
    }
    size_t size = strlen(start) + NAME_ROOM;
    char *name = malloc(size);
    CHECK(name != NULL);
    snprintf(name, size, "%s-%lld-%d-%d", start, run, (int) getpid(), count++);
    return name;
}

static char *topic(const char *start)
{
    char *name = fresh(start);
    CHECK_INT(0, create_topic(name));
    return name;
}

static void topics(char **made, int count)
{
    for (int i = 0; i < count; i++) {
        made[i] = topic("t");
    }
}

static void free_all(char **names, int count)
{
    for (int i = 0; i < count; i++) {
        free(names[i]);
    }
}

static int send_text(char *to, const char *text)
{
    return send_msg(to, (int) strlen(text), (void *) text);
}

/* The next message is that text, of that topic. */
static void expect(char *of, const char *text)
{
    char *name = NULL;
    void *message = NULL;
    CHECK_INT((int) strlen(text), poll(&name, &message));
    CHECK(strcmp(name, of) == 0);
    CHECK(memcmp(message, text, strlen(text)) == 0);
    free(name);
    free(message);
}

static void expect_nothing(void)
{
    char *name = (char *) "as before";
    void *message = NULL;
    CHECK_INT(0, poll(&name, &message));
    CHECK(strcmp(name, "as before") == 0 && message == NULL);
}

/* Does it as another client, which begins without a subscription. */
static void as_another(void (*what)(void *), void *argument)
{
    fflush(stdout);
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        unsubscribe();
        what(argument);
        _exit(0);
    }
    int status;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void fill(unsigned char *to, size_t size, uint32_t seed)
{
    uint32_t x = seed * 2654435761u + 1;
    for (size_t i = 0; i < size; i++) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        to[i] = (unsigned char) x;
    }
}

static void a_topic_is_created_once_and_is_empty(void)
{
    char *name = topic("once");
    CHECK_INT(0, end_offset(name));
    CHECK_INT(0, msg_length(name, 0));
    CHECK_FAILS("already", create_topic(name));
    CHECK_INT(0, send_text(name, "kept"));
    CHECK_FAILS("already", create_topic(name));
    CHECK_INT(1, end_offset(name));
    free(name);
}

static void create_by_another(void *name)
{
    CHECK_INT(0, create_topic(name));
}

static void the_number_of_topics_is_that_of_all_clients(void)
{
    int before = ntopics();
    CHECK(before >= 0);
    char *own = topic("counted");
    CHECK_INT(before + 1, ntopics());
    char *others = fresh("others");
    as_another(create_by_another, others);
    CHECK_INT(before + 2, ntopics());
    CHECK_FAILS("already", create_topic(others));
    free(own);
    free(others);
}

static void what_needs_a_topic_fails_without_it(void)
{
    char *name = fresh("unknown");
    CHECK_FAILS("there is no topic", send_text(name, "m"));
    CHECK_FAILS("there is no topic", msg_length(name, 0));
    CHECK_FAILS("there is no topic", end_offset(name));
    CHECK_FAILS("there is no topic", commit((char *) "c", name, 0));
    CHECK_FAILS("there is no topic", committed((char *) "c", name));
    CHECK_INT(0, create_topic(name));
    CHECK_INT(0, end_offset(name));
    free(name);
}

static void offsets_and_lengths(void)
{
    char *name = topic("offsets");
    CHECK_INT(0, send_text(name, "four"));
    CHECK_INT(1, send_text(name, "sixsix"));
    CHECK_INT(2, end_offset(name));
    CHECK_INT(4, msg_length(name, 0));
    CHECK_INT(6, msg_length(name, 1));
    CHECK_INT(0, msg_length(name, 2));
    CHECK_INT(0, msg_length(name, -1));
    CHECK_INT(0, msg_length(name, INT_MIN));
    CHECK_INT(0, msg_length(name, INT_MAX));
    free(name);
}

static void a_size_of_zero_does_nothing(void)
{
    char *name = topic("zero");
    char byte = 'x';
    CHECK_INT(0, send_msg(name, 0, &byte));
    CHECK_INT(0, send_msg(name, 0, NULL));
    CHECK_INT(0, end_offset(name));
    CHECK_FAILS("negative", send_msg(name, -1, &byte));
    CHECK_FAILS("negative", send_msg(name, INT_MIN, &byte));
    CHECK_FAILS("NULL", send_msg(name, 1, NULL));
    CHECK_INT(0, end_offset(name));
    free(name);
}

static void messages_of_all_sizes_arrive_as_they_were(void)
{
    static const int sizes[] = {1, 2, 3, 15, 16, 17, 255, 256, 4095, 4096, 65535, 65536, 65537, 262143, 262144, 262145,
        1 << 20, (1 << 20) + 1, (8 << 20) - 3, 32 << 20};
    enum { COUNT = sizeof sizes / sizeof sizes[0] };
    char *name = topic("sizes");
    CHECK_INT(1, subscribe(1, &name));
    unsigned char *bytes = malloc(32 << 20);
    CHECK(bytes != NULL);
    for (int i = 0; i < COUNT; i++) {
        fill(bytes, (size_t) sizes[i], (uint32_t) i);
        CHECK_INT(i, send_msg(name, sizes[i], bytes));
        CHECK_INT(sizes[i], msg_length(name, i));
    }
    for (int i = 0; i < COUNT; i++) {
        void *message;
        CHECK_INT(sizes[i], poll(NULL, &message));
        fill(bytes, (size_t) sizes[i], (uint32_t) i);
        CHECK(memcmp(bytes, message, (size_t) sizes[i]) == 0);
        free(message);
    }
    expect_nothing();
    CHECK_INT(0, unsubscribe());
    free(bytes);
    free(name);
}

static void a_message_over_the_limit_is_refused_and_nothing_else_suffers(void)
{
    enum { TOO_LARGE = (64 << 20) + 1 };
    char *name = topic("limit");
    char *bytes = calloc(1, TOO_LARGE);
    CHECK(bytes != NULL);
    CHECK_FAILS("takes at most 67108864", send_msg(name, TOO_LARGE, bytes));
    CHECK_INT(0, end_offset(name));
    CHECK_INT(0, send_text(name, "small"));
    free(bytes);
    free(name);
}

static void every_byte_is_content(void)
{
    unsigned char all[256];
    for (int i = 0; i < 256; i++) {
        all[i] = (unsigned char) i;
    }
    char *name = topic("binary");
    CHECK_INT(1, subscribe(1, &name));
    CHECK_INT(0, send_msg(name, sizeof all, all));
    void *message;
    CHECK_INT(256, poll(NULL, &message));
    CHECK(memcmp(all, message, sizeof all) == 0);
    free(message);
    CHECK_INT(0, unsubscribe());
    free(name);
}

static void odd_names_are_names(void)
{
    static const char *const odd[] = {" ", ".", "..", "../../etc/passwd", "/", "%41", "tab\tline\n", "\x7f\x01",
        "\303\261and\303\272 \346\235\261\344\272\254", "\xf0\x9d\x84\x9e", "\xef\xbb\xbf", "\xef\xbf\xbf",
        "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf", "\xc2\x80"};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        char *name = topic(odd[i]);
        CHECK_INT(1, subscribe(1, &name));
        CHECK_INT(0, send_text(name, "m"));
        expect(name, "m");
        CHECK_INT(0, commit(name, name, 17));
        CHECK_INT(17, committed(name, name));
        CHECK_INT(0, unsubscribe());
        free(name);
    }
}

static void the_longest_name_works_in_every_operation(void)
{
    char *longest[2];
    char *owner = malloc(MAX_NAME + 2);
    CHECK(owner != NULL);
    memset(owner, 'c', MAX_NAME);
    owner[MAX_NAME] = '\0';
    for (int i = 0; i < 2; i++) {
        char *start = fresh("long");
        longest[i] = malloc(MAX_NAME + 1);
        CHECK(longest[i] != NULL);
        memset(longest[i], '-', MAX_NAME);
        memcpy(longest[i], start, strlen(start));
        longest[i][MAX_NAME - 1] = (char) ('a' + i);
        longest[i][MAX_NAME] = '\0';
        free(start);
        CHECK_INT(0, create_topic(longest[i]));
    }
    CHECK_INT(2, subscribe(2, longest));
    CHECK_INT(0, send_text(longest[0], "m"));
    CHECK_INT(1, msg_length(longest[0], 0));
    CHECK_INT(1, end_offset(longest[0]));
    CHECK_INT(0, end_offset(longest[1]));
    expect(longest[0], "m");
    CHECK_INT(1, position(longest[0]));
    CHECK_INT(0, seek(longest[0], 0));
    CHECK_INT(0, commit(owner, longest[0], 1));
    CHECK_INT(1, committed(owner, longest[0]));
    CHECK_INT(0, unsubscribe());
    owner[MAX_NAME] = 'x';
    owner[MAX_NAME + 1] = '\0';
    CHECK_FAILS("more than 65534 bytes", commit(owner, longest[0], 1));
    free(owner);
    free_all(longest, 2);
}

static void bad_names_are_refused(void)
{
    static const char *const bad[] = {"", "\xff", "a\x80", "\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xe2\x82", "latin \xf1 one"};
    char *good = topic("good");
    int before = ntopics();
    for (size_t i = 0; i <= sizeof bad / sizeof bad[0]; i++) {
        char *name = i == sizeof bad / sizeof bad[0] ? NULL : (char *) bad[i];
        char *list[] = {good, name};
        CHECK_FAILS("topic name", create_topic(name));
        CHECK_FAILS("topic name", send_text(name, "m"));
        CHECK_FAILS("topic name", msg_length(name, 0));
        CHECK_FAILS("topic name", end_offset(name));
        CHECK_FAILS("topic name", subscribe(2, list));
        CHECK_FAILS("topic name", commit(good, name, 0));
        CHECK_FAILS("topic name", committed(good, name));
        CHECK_FAILS("client name", commit(name, good, 0));
        CHECK_FAILS("client name", committed(name, good));
        CHECK_FAILS("", position(name));
        CHECK_FAILS("", seek(name, 0));
    }
    CHECK_INT(before, ntopics());
    CHECK_FAILS("not subscribed", unsubscribe());
    free(good);
}

static void a_subscription_starts_at_the_end(void)
{
    char *names[2];
    topics(names, 2);
    CHECK_INT(0, send_text(names[1], "before"));
    CHECK_INT(2, subscribe(2, names));
    CHECK_INT(0, position(names[0]));
    CHECK_INT(1, position(names[1]));
    expect_nothing();
    CHECK_INT(1, send_text(names[1], "after"));
    expect(names[1], "after");
    CHECK_INT(0, unsubscribe());
    free_all(names, 2);
}

static void unknown_and_repeated_topics_are_ignored(void)
{
    char *a = topic("a"), *b = topic("b"), *unknown = fresh("unknown");
    char *asked[] = {a, unknown, b, a, unknown, b};
    CHECK_INT(2, subscribe(6, asked));
    CHECK_FAILS("not subscribed", position(unknown));
    CHECK_INT(0, create_topic(unknown));
    CHECK_INT(0, send_text(unknown, "not asked for"));
    expect_nothing();
    CHECK_INT(0, send_text(b, "b"));
    CHECK_INT(0, send_text(a, "a"));
    expect(a, "a"); /* the first mention is its place in the ring */
    expect(b, "b");
    CHECK_INT(0, unsubscribe());
    free(a);
    free(b);
    free(unknown);
}

static void a_subscribe_that_matches_nothing_leaves_nothing(void)
{
    char *unknown = fresh("unknown"), *real = topic("real");
    CHECK_INT(0, subscribe(0, NULL));
    CHECK_INT(0, subscribe(1, &unknown));
    CHECK_FAILS("not subscribed", poll(NULL, NULL));
    CHECK_FAILS("not subscribed", unsubscribe());
    CHECK_FAILS("negative", subscribe(-1, &real));
    CHECK_FAILS("NULL", subscribe(1, NULL));
    CHECK_INT(1, subscribe(1, &real));
    CHECK_INT(0, unsubscribe());
    free(unknown);
    free(real);
}

static void a_second_subscribe_is_refused_whatever_it_asks_for(void)
{
    char *names[2];
    topics(names, 2);
    CHECK_INT(1, subscribe(1, names));
    CHECK_FAILS("subscribed already", subscribe(2, names));
    CHECK_FAILS("subscribed already", subscribe(1, names));
    CHECK_FAILS("subscribed already", subscribe(0, NULL));
    send_text(names[1], "b");
    send_text(names[0], "a");
    expect(names[0], "a");
    expect_nothing();
    CHECK_INT(0, unsubscribe());
    free_all(names, 2);
}

static void the_program_may_reuse_its_strings(void)
{
    char *name = topic("reused");
    char *copy = strdup(name);
    CHECK(copy != NULL);
    CHECK_INT(1, subscribe(1, &copy));
    memset(copy, 'x', strlen(copy));
    free(copy);
    CHECK_INT(0, send_text(name, "m"));
    expect(name, "m");
    CHECK_INT(0, unsubscribe());
    free(name);
}

static void what_needs_a_subscription_fails_without_it(void)
{
    char *in = topic("in"), *out = topic("out");
    for (int i = 0; i < 2; i++) {
        CHECK_FAILS("not subscribed", unsubscribe());
        CHECK_FAILS("not subscribed", poll(NULL, NULL));
        CHECK_FAILS("not subscribed", position(in));
        CHECK_FAILS("not subscribed", seek(in, 0));
        CHECK_INT(1, subscribe(1, &in));
        CHECK_FAILS("not subscribed", position(out));
        CHECK_FAILS("not subscribed", seek(out, 0));
        CHECK_INT(0, unsubscribe());
    }
    free(in);
    free(out);
}

static void unsubscribe_forgets_positions_and_what_was_read_ahead(void)
{
    char *name = topic("again");
    CHECK_INT(1, subscribe(1, &name));
    for (int i = 0; i < 3; i++) {
        CHECK_INT(i, send_text(name, "old"));
    }
    expect(name, "old");
    CHECK_INT(0, unsubscribe());
    CHECK_INT(1, subscribe(1, &name));
    CHECK_INT(3, position(name));
    expect_nothing();
    CHECK_INT(3, send_text(name, "new"));
    expect(name, "new");
    CHECK_INT(0, unsubscribe());
    free(name);
}

static void seek_moves_back_and_forward_and_past_the_end(void)
{
    static const int offsets[] = {5, 0, 9, 3, 3, 4, 8, 1};
    char *name = topic("seek");
    char text[20];
    CHECK_INT(1, subscribe(1, &name));
    for (int i = 0; i < 10; i++) {
        snprintf(text, sizeof text, "m%d", i);
        CHECK_INT(i, send_text(name, text));
    }
    for (size_t i = 0; i < sizeof offsets / sizeof offsets[0]; i++) {
        CHECK_INT(0, seek(name, offsets[i]));
        CHECK_INT(offsets[i], position(name));
        snprintf(text, sizeof text, "m%d", offsets[i]);
        expect(name, text);
        CHECK_INT(offsets[i] + 1, position(name));
    }
    CHECK_FAILS("negative", seek(name, -1));
    CHECK_INT(2, position(name));
    CHECK_INT(0, seek(name, 11));
    expect_nothing();
    CHECK_INT(10, send_text(name, "m10"));
    expect_nothing();
    CHECK_INT(11, send_text(name, "m11"));
    expect(name, "m11");
    CHECK_INT(0, seek(name, INT_MAX));
    CHECK_INT(INT_MAX, position(name));
    expect_nothing();
    CHECK_INT(0, unsubscribe());
    free(name);
}

static void the_worked_example(void)
{
    char *t[3];
    topics(t, 3);
    CHECK_INT(3, subscribe(3, t));
    CHECK_INT(0, send_text(t[0], "1B"));
    CHECK_INT(0, send_text(t[2], "3A"));
    CHECK_INT(1, send_text(t[2], "3B"));
    expect(t[0], "1B");
    CHECK_INT(1, send_text(t[0], "1C"));
    expect(t[2], "3A");
    expect(t[0], "1C");
    expect(t[2], "3B");
    expect_nothing();
    CHECK_INT(0, unsubscribe());
    free_all(t, 3);
}

static void send_one_by_another(void *to)
{
    CHECK(send_text(to, "idle") >= 0);
}

static void an_earlier_topic_is_asked_before_a_later_ones_messages(void)
{
    char *t[2];
    topics(t, 2);
    CHECK_INT(2, subscribe(2, t));
    for (int i = 0; i < 300; i++) {
        CHECK_INT(i, send_text(t[1], "busy"));
    }
    for (int i = 0; i < 100; i++) {
        expect(t[1], "busy");
        as_another(send_one_by_another, t[0]);
        expect(t[0], "idle");
        expect(t[1], "busy");
    }
    CHECK_INT(200, position(t[1]));
    CHECK_INT(0, unsubscribe());
    free_all(t, 2);
}

static void an_empty_poll_and_a_seek_do_not_turn_the_ring(void)
{
    char *t[3];
    topics(t, 3);
    CHECK_INT(3, subscribe(3, t));
    CHECK_INT(0, send_text(t[0], "a0"));
    expect(t[0], "a0");
    for (int i = 0; i < 5; i++) {
        expect_nothing();
    }
    for (int i = 0; i < 3; i++) {
        send_text(t[i], "m");
    }
    expect(t[1], "m");
    CHECK_INT(0, seek(t[1], 0));
    expect(t[2], "m");
    expect(t[0], "m");
    expect(t[1], "m");
    expect_nothing();
    CHECK_INT(0, unsubscribe());
    free_all(t, 3);
}

static void either_pointer_of_poll_may_be_null(void)
{
    char *name = topic("null");
    char *of = NULL;
    void *message = NULL;
    CHECK_INT(1, subscribe(1, &name));
    for (int i = 0; i < 4; i++) {
        CHECK_INT(i, send_text(name, "m"));
    }
    CHECK_INT(1, poll(NULL, NULL));
    CHECK_INT(1, poll(&of, NULL));
    CHECK(strcmp(of, name) == 0);
    CHECK_INT(1, poll(NULL, &message));
    CHECK(*(char *) message == 'm');
    CHECK_INT(3, position(name));
    free(of);
    free(message);
    expect(name, "m");
    expect_nothing();
    CHECK_INT(0, unsubscribe());
    free(name);
}

static void a_thousand_topics_keep_their_order(void)
{
    enum { COUNT = 1000 };
    static char *t[COUNT];
    topics(t, COUNT);
    CHECK_INT(COUNT, subscribe(COUNT, t));
    for (int i = COUNT - 1; i >= 0; i -= 2) {
        CHECK_INT(0, send_text(t[i], "m"));
    }
    for (int i = 1; i < COUNT; i += 2) {
        expect(t[i], "m");
    }
    expect_nothing();
    CHECK_INT(0, unsubscribe());
    free_all(t, COUNT);
}

static void many_large_messages_are_all_there(void)
{
    enum { COUNT = 24, SIZE = 3000000 };
    char *t[2];
    topics(t, 2);
    CHECK_INT(2, subscribe(2, t));
    unsigned char *bytes = malloc(SIZE);
    CHECK(bytes != NULL);
    for (int i = 0; i < COUNT; i++) {
        fill(bytes, SIZE, (uint32_t) i);
        CHECK_INT(i / 2, send_msg(t[i % 2], SIZE, bytes));
    }
    for (int i = 0; i < COUNT; i++) {
        void *message;
        CHECK_INT(SIZE, poll(NULL, &message));
        fill(bytes, SIZE, (uint32_t) i);
        CHECK(memcmp(bytes, message, SIZE) == 0);
        free(message);
    }
    expect_nothing();
    CHECK_INT(0, unsubscribe());
    free(bytes);
    free_all(t, 2);
}

static void committed_by_another(void *name)
{
    CHECK_INT(7, committed((char *) "owner", name));
}

static void what_one_client_commits_any_other_reads(void)
{
    char *a = topic("a"), *b = topic("b"), *nobody = fresh("nobody");
    CHECK_FAILS("status 4", committed((char *) "owner", a));
    CHECK_INT(0, commit((char *) "owner", a, 5));
    CHECK_INT(0, commit((char *) "owner", a, 7));
    CHECK_INT(7, committed((char *) "owner", a));
    as_another(committed_by_another, a);
    CHECK_FAILS("status 4", committed((char *) "owner", b));
    CHECK_FAILS("status 4", committed(nobody, a));
    CHECK_INT(0, commit(a, b, INT_MAX));
    CHECK_INT(INT_MAX, committed(a, b));
    CHECK_INT(0, commit(a, b, 0));
    CHECK_INT(0, committed(a, b));
    CHECK_FAILS("negative", commit(a, b, -1));
    CHECK_INT(0, committed(a, b));
    free(a);
    free(b);
    free(nobody);
}

static void send_and_poll_by_another(void *name)
{
    CHECK_INT(1, subscribe(1, (char *[]){name}));
    CHECK_INT(1, send_text(name, "child"));
    expect(name, "child");
}

static void a_child_has_a_connection_of_its_own(void)
{
    char *name = topic("fork");
    CHECK_INT(1, subscribe(1, &name));
    CHECK_INT(0, send_text(name, "parent"));
    as_another(send_and_poll_by_another, name);
    expect(name, "parent");
    expect(name, "child");
    CHECK_INT(2, end_offset(name));
    CHECK_INT(0, unsubscribe());
    free(name);
}

enum { THREADS = 4, SENDS = 300 };

static void *send_many(void *name)
{
    long long sum = 0;
    for (int i = 0; i < SENDS; i++) {
        int offset = send_text(name, "m");
        CHECK(offset >= 0);
        sum += offset;
    }
    CHECK_FAILS("is empty", end_offset((char *) "")); /* the reason is the thread's own */
    return (void *) (intptr_t) sum;
}

static void threads_take_turns(void)
{
    enum { ALL = THREADS * SENDS };
    char *name = topic("threads");
    pthread_t threads[THREADS];
    long long sum = 0;
    for (int i = 0; i < THREADS; i++) {
        CHECK(pthread_create(&threads[i], NULL, send_many, name) == 0);
    }
    for (int i = 0; i < THREADS; i++) {
        void *result;
        CHECK(pthread_join(threads[i], &result) == 0);
        sum += (intptr_t) result;
    }
    CHECK_INT(ALL, end_offset(name));
    CHECK_INT((long long) ALL * (ALL - 1) / 2, sum);
    free(name);
}

/* The order of poll against a plain model, over operations drawn from a seed. */
enum { MODEL_TOPICS = 6, MODEL_STEPS = 4000 };

static void the_order_is_that_of_a_model(void)
{
    char *t[MODEL_TOPICS], text[40];
    int end[MODEL_TOPICS] = {0}, at[MODEL_TOPICS] = {0}, start = 0;
    unsigned seed = (unsigned) time(NULL);
    printf("# the seed is %u\n", seed);
    srand(seed);
    topics(t, MODEL_TOPICS);
    CHECK_INT(MODEL_TOPICS, subscribe(MODEL_TOPICS, t));
    for (int step = 0; step < MODEL_STEPS; step++) {
        int dice = rand() % 100, i = rand() % MODEL_TOPICS;
        if (dice < 45) {
            snprintf(text, sizeof text, "%d of %d", end[i], i);
            CHECK_INT(end[i]++, send_text(t[i], text));
        } else if (dice < 50) {
            at[i] = rand() % (end[i] + 3);
            CHECK_INT(0, seek(t[i], at[i]));
        } else {
            int given = -1;
            for (int k = 0; k < MODEL_TOPICS && given < 0; k++) {
                int next = (start + k) % MODEL_TOPICS;
                given = at[next] < end[next] ? next : -1;
            }
            if (given < 0) {
                expect_nothing();
            } else {
                snprintf(text, sizeof text, "%d of %d", at[given]++, given);
                expect(t[given], text);
                start = (given + 1) % MODEL_TOPICS;
            }
            CHECK_INT(at[i], position(t[i]));
        }
    }
    CHECK_INT(0, unsubscribe());
    free_all(t, MODEL_TOPICS);
}

int main(int argc, char **argv)
{
    RUN(a_topic_is_created_once_and_is_empty);
    RUN(the_number_of_topics_is_that_of_all_clients);
    RUN(what_needs_a_topic_fails_without_it);
    RUN(offsets_and_lengths);
    RUN(a_size_of_zero_does_nothing);
    RUN(messages_of_all_sizes_arrive_as_they_were);
    RUN(a_message_over_the_limit_is_refused_and_nothing_else_suffers);
    RUN(every_byte_is_content);
    RUN(odd_names_are_names);
    RUN(the_longest_name_works_in_every_operation);
    RUN(bad_names_are_refused);
    RUN(a_subscription_starts_at_the_end);
    RUN(unknown_and_repeated_topics_are_ignored);
    RUN(a_subscribe_that_matches_nothing_leaves_nothing);
    RUN(a_second_subscribe_is_refused_whatever_it_asks_for);
    RUN(the_program_may_reuse_its_strings);
    RUN(what_needs_a_subscription_fails_without_it);
    RUN(unsubscribe_forgets_positions_and_what_was_read_ahead);
    RUN(seek_moves_back_and_forward_and_past_the_end);
    RUN(the_worked_example);
    RUN(an_earlier_topic_is_asked_before_a_later_ones_messages);
    RUN(an_empty_poll_and_a_seek_do_not_turn_the_ring);
    RUN(either_pointer_of_poll_may_be_null);
    RUN(a_thousand_topics_keep_their_order);
    RUN(many_large_messages_are_all_there);
    RUN(what_one_client_commits_any_other_reads);
    RUN(a_child_has_a_connection_of_its_own);
    RUN(threads_take_turns);
    RUN(the_order_is_that_of_a_model);
    return 0;
}
