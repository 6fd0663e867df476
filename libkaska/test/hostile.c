/*
 * What a broker that is broken, or no friend, can do to a program: an error in time, and nothing else. Needs no real
 * broker. Also what only a scripted broker shows: numbers that do not fit, messages with heads, errors of one topic.
 */
#include "check.h"
#include "fakebroker.h"
#include "kaska.h"

#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { CREATE = 1, RESOLVE = 2, SEND = 6, FETCH = 8 };

static char *const T = (char *) "t";

static void patience(const char *millis)
{
    setenv("KASKA_TIMEOUT_MS", millis, 1);
}

static void hello_fails(const char *expected, struct fakebroker *broker)
{
    fake_start(broker);
    CHECK_FAILS(expected, ntopics());
    fake_stop(broker);
}

/* A broker that says something else than a welcome. */
static struct bytes *instead_of_hello(struct fakebroker **broker, enum at_the_end end)
{
    *broker = fake_new(end);
    (*broker)->steps[0].size = 0;
    return &(*broker)->steps[0];
}

static void other_hellos_are_refused(void)
{
    struct fakebroker *b;
    text(instead_of_hello(&b, CLOSE), "HTTP/1.1 400 Bad Request\r\n\r\n");
    hello_fails("something other than Kaska", b);
    text(instead_of_hello(&b, CLOSE), "220 \r\n");
    hello_fails("something other than Kaska", b);
    text(instead_of_hello(&b, CLOSE), "KAS");
    hello_fails("closed", b);
    text(instead_of_hello(&b, CLOSE), "KASK");
    hello_fails("closed", b);
    instead_of_hello(&b, CLOSE);
    hello_fails("lost", b);
    u32(u32(u32(u32(u16(u16(text(instead_of_hello(&b, CLOSE), "KASK"), 0), 2), 0), 0), 1), 1);
    hello_fails("version 2", b);
    u32(u32(u32(u32(u16(u16(text(instead_of_hello(&b, CLOSE), "KASK"), 0), 1), 0), 1), 1), 1);
    hello_fails("features 0x1", b);
    u32(u32(u32(u32(u16(u16(text(instead_of_hello(&b, STALL), "KASK"), 0), 1), 65537), 0), 1), 1);
    hello_fails("65537 bytes of extension", b);
    text(u32(u32(u32(u32(u16(u16(text(instead_of_hello(&b, CLOSE), "KASK"), 11 << 8), 2), 9), 0), 0), 0), "no\n\x1b[31m!");
    hello_fails("status 11): no??[31m!", b);
    u32(u32(u32(u32(u16(u16(text(instead_of_hello(&b, CLOSE), "KASK"), 12 << 8), 2), 0xffffffff), 0), 0), 0);
    hello_fails("4294967295 bytes of extension", b);
}

static void an_extension_of_a_welcome_is_skipped(void)
{
    struct fakebroker *b;
    struct bytes *hello = u32(u32(u32(u32(u16(u16(text(instead_of_hello(&b, CLOSE), "KASK"), 0), 1), 700), 0), 1), 1);
    for (int i = 0; i < 700; i++) {
        u8(hello, 0xff);
    }
    u32(fake_answer(b, 0, 0, 4), 42);
    fake_start(b);
    CHECK_INT(42, ntopics());
    fake_stop(b);
}

static void silence_ends_in_time(void)
{
    patience("200");
    struct fakebroker *b;
    instead_of_hello(&b, STALL);
    hello_fails("in time", b);
    text(instead_of_hello(&b, STALL), "KASK and so on");
    hello_fails("in time", b);
    hello_fails("in time", fake_new(STALL));
    b = fake_new(STALL);
    u16(fake_answer(b, 0, 0, 4), 0);
    hello_fails("in time", b);
    patience("");
}

/* An answer that trickles for ever is not waited for for ever. */
static void trickling_ends_in_time(void)
{
    patience("300");
    struct fakebroker *b = fake_new(STALL);
    struct bytes *error = fake_answer(b, 14, 0, 1008);
    for (int i = 0; i < 1008; i++) {
        u8(error, 'x');
    }
    b->trickles = true;
    struct timespec begun, now;
    clock_gettime(CLOCK_MONOTONIC, &begun);
    hello_fails("in time", b);
    clock_gettime(CLOCK_MONOTONIC, &now);
    CHECK(now.tv_sec - begun.tv_sec < 3);
    patience("");
}

static void answers(unsigned status, unsigned flags, uint32_t size, const char *expected)
{
    struct fakebroker *b = fake_new(STALL);
    u64(fake_answer(b, status, flags, size), 0);
    hello_fails(expected, b);
}

static void answers_of_impossible_sizes_are_refused(void)
{
    answers(0, 0, INT_MAX, "2147483647 bytes");
    answers(0, 0, UINT_MAX, "4294967295 bytes");
    answers(0, 0, 0, "0 bytes");
    answers(0, 0, 5, "5 bytes");
    answers(0, 0, 4, "more than was asked");
    answers(0, 1, 4, "flags 1");
    answers(14, 0, 1009, "1009 bytes");
    answers(14, 0, 7, "7 bytes");
    answers(99, 0, UINT_MAX, "4294967295 bytes");
    answers(99, 0, 8, "status 99");
}

static void an_answer_that_is_cut_off_is_noticed(void)
{
    for (size_t size = 0; size < 12; size++) {
        struct fakebroker *b = fake_new(CLOSE);
        struct bytes *whole = u32(fake_answer(b, 0, 0, 4), 77);
        whole->size = size;
        hello_fails("closed", b);
    }
}

static void answers_may_come_byte_by_byte(void)
{
    struct fakebroker *b = fake_new(CLOSE);
    b->trickles = true;
    u32(fake_answer(b, 0, 0, 4), 77);
    text(u64(fake_answer(b, 5, 0, 15), 1), "no room");
    fake_start(b);
    CHECK_INT(77, ntopics());
    CHECK_FAILS("no room", create_topic(T));
    fake_stop(b);
}

static void numbers_that_do_not_fit_are_errors(void)
{
    struct fakebroker *b = fake_new(STALL);
    u32(fake_answer(b, 0, 0, 4), 0x80000000);
    u64(u32(fake_answer(b, 0, 0, 12), 9), 3000000000);
    u64(fake_answer(b, 0, 0, 8), 3000000000);
    u64(fake_answer(b, 0, 0, 8), UINT64_MAX);
    u32(fake_answer(b, 0, 0, 4), 0xffffffff);
    u64(fake_answer(b, 0, 0, 8), INT_MAX);
    fake_start(b);
    CHECK_FAILS("2147483648, which does not fit", ntopics());
    CHECK_INT(1, subscribe(1, (char *[]){T}));
    CHECK_FAILS("3000000000, which does not fit", position(T));
    CHECK_FAILS("appended; its offset is 3000000000", send_msg(T, 1, (void *) "m"));
    CHECK_FAILS("does not fit", end_offset(T));
    CHECK_FAILS("does not fit", msg_length(T, 0));
    CHECK_INT(INT_MAX, committed(T, T));
    CHECK_INT(0, unsubscribe());
    fake_stop(b);
}

static void a_send_is_never_repeated(void)
{
    struct fakebroker *b = fake_new(CLOSE);
    u64(u32(fake_answer(b, 0, 0, 12), 9), 0);
    fake_step(b); /* takes the message, says nothing, and closes */
    fake_start(b);
    for (int i = 1; i <= 3; i++) {
        CHECK_FAILS("closed", send_msg(T, 1, (void *) "m"));
        CHECK_INT(i, b->connections);
        CHECK_INT(2 * i, b->requests);
        CHECK_INT(SEND, b->operations[2 * i - 1]);
    }
    fake_stop(b);
}

/* A connection that ended between two calls is made anew by the second, which does not fail. */
static void a_connection_that_ended_is_made_anew(void)
{
    struct fakebroker *b = fake_new(CLOSE);
    u32(fake_answer(b, 0, 0, 4), 5);
    fake_start(b);
    for (int i = 1; i <= 3; i++) {
        CHECK_INT(5, ntopics());
        CHECK_INT(i, b->connections);
        usleep(20000);
    }
    fake_stop(b);
}

static void a_request_that_is_not_taken_is_given_up(void)
{
    enum { SIZE = 32 << 20 };
    patience("300");
    struct fakebroker *b = fake_new(IGNORE);
    memcpy(b->steps[0].at + 16, "\x40\0\0", 3);
    u64(u32(fake_answer(b, 0, 0, 12), 9), 0);
    char *bytes = calloc(1, SIZE);
    fake_start(b);
    CHECK_FAILS("not take the request in time", send_msg(T, SIZE, bytes));
    fake_stop(b);
    free(bytes);
    patience("");
}

static void a_message_over_the_limit_is_not_sent(void)
{
    enum { SIZE = (1 << 20) + 1 };
    struct fakebroker *b = fake_new(STALL);
    char *bytes = calloc(1, SIZE);
    fake_start(b);
    CHECK_FAILS("takes at most 1048576", send_msg(T, SIZE, bytes));
    CHECK_INT(0, b->requests);
    fake_stop(b);
    free(bytes);
}

static void bad_names_cause_no_connection(void)
{
    struct fakebroker *b = fake_new(STALL);
    char *large = malloc(65537);
    memset(large, 'x', 65535);
    large[65535] = '\0';
    fake_start(b);
    CHECK_FAILS("empty", create_topic((char *) ""));
    CHECK_FAILS("NULL", create_topic(NULL));
    CHECK_FAILS("more than 65534", create_topic(large));
    CHECK_FAILS("not valid UTF-8 at byte 1", create_topic((char *) "a\xff"));
    CHECK_FAILS("not valid UTF-8", send_msg((char *) "a\xff", 1, large));
    CHECK_FAILS("not valid UTF-8", subscribe(2, (char *[]){T, (char *) "a\xff"}));
    CHECK_FAILS("more than 65534", commit(large, T, 0));
    CHECK_INT(0, b->connections);
    fake_stop(b);
    free(large);
}

/* Subscribed to `count` topics at offset 7, with ids from 1 on; what is answered to fetches is added by the caller. */
static struct fakebroker *for_fetches(int count)
{
    struct fakebroker *b = fake_new(STALL);
    for (int i = 0; i < count; i++) {
        u64(u32(fake_answer(b, 0, 0, 12), (uint32_t) i + 1), 7);
    }
    return b;
}

static void begin(struct fakebroker *b, int count)
{
    char *names[] = {(char *) "a", (char *) "b", (char *) "c"};
    fake_start(b);
    CHECK_INT(count, subscribe(count, names));
}

static void end(struct fakebroker *b)
{
    CHECK_INT(0, unsubscribe());
    fake_stop(b);
}

static struct bytes *section(struct bytes *to, unsigned flags, unsigned index, uint32_t size)
{
    return u32(u32(to, flags << 24 | index), size);
}

static struct bytes *run(struct bytes *to, uint64_t offset, unsigned flags, unsigned count, uint32_t start)
{
    return u32(u32(u64(u64(to, offset), 0), flags << 24 | count), start);
}

/* A fetch answered by one section of `size` bytes: a run, one end, and five bytes behind it. */
static void run_fails(uint64_t offset, unsigned flags, unsigned count, uint32_t start, uint32_t stop, const char *expected)
{
    struct fakebroker *b = for_fetches(1);
    text(u32(run(section(fake_answer(b, 0, 0, 41), 0, 0, 33), offset, flags, count, start), stop), "hello");
    begin(b, 1);
    void *message = NULL;
    CHECK_FAILS(expected, poll(NULL, &message));
    CHECK(message == NULL);
    CHECK_INT(7, position((char *) "a"));
    end(b);
}

static void runs_that_make_no_sense_are_refused(void)
{
    run_fails(6, 0, 1, 0, 5, "another offset");
    run_fails(UINT64_MAX, 0, 1, 0, 5, "another offset");
    run_fails(INT64_MAX, 0, 1, 0, 5, "another offset");
    run_fails(7, 2, 1, 0, 5, "unknown flags");
    run_fails(7, 0, 0, 0, 5, "no messages");
    run_fails(7, 0, 129, 0, 5, "more than were asked for");
    run_fails(7, 0, 3, 0, 5, "table of a run is cut off");
    run_fails(7, 0, 1, 3, 3, "end before they begin");
    run_fails(7, 0, 1, 5, 0, "end before they begin");
    run_fails(7, 0, 1, 0, 6, "cut off");
    run_fails(7, 0, 1, 0, UINT_MAX, "cut off");
    run_fails(7, 0, 1, 0, 4, "a run is cut off"); /* one byte is left for the next */
    run_fails(7, 1, 1, 0, 3, "no room for the size of its head");
    run_fails(7, 1, 1, 0, 5, "head of a message is larger");
}

static void fetch_fails(struct fakebroker *b, const char *expected)
{
    begin(b, 1);
    CHECK_FAILS(expected, poll(NULL, NULL));
    CHECK_INT(7, position((char *) "a"));
    end(b);
}

static void fetches_that_make_no_sense_are_refused(void)
{
    struct fakebroker *b = for_fetches(1);
    u32(u16(u8(fake_answer(b, 0, 0, 7), 0), 0), 0);
    fetch_fails(b, "a section is cut off");
    b = for_fetches(1);
    section(fake_answer(b, 0, 0, 8), 0, 1, 0);
    fetch_fails(b, "not asked for");
    b = for_fetches(1);
    section(section(fake_answer(b, 0, 0, 16), 2, 0, 0), 2, 0, 0);
    fetch_fails(b, "out of order");
    b = for_fetches(1);
    section(fake_answer(b, 0, 0, 8), 0, 0, 100);
    fetch_fails(b, "larger than the answer");
    b = for_fetches(1);
    section(fake_answer(b, 0, 0, 8), 8, 0, 0);
    fetch_fails(b, "unknown flags");
    b = for_fetches(1);
    u32(section(fake_answer(b, 0, 0, 12), 2, 0, 4), 0);
    fetch_fails(b, "unknown topic has messages");
    b = for_fetches(1);
    u32(section(fake_answer(b, 0, 0, 12), 0, 0, 4), 0);
    fetch_fails(b, "a run is cut off");
    b = for_fetches(1);
    fake_answer(b, 0, 2, 0);
    fetch_fails(b, "unknown flags");
    b = for_fetches(1);
    fake_answer(b, 0, 0, INT_MAX);
    fetch_fails(b, "2147483647 bytes, more than");
    b = for_fetches(1);
    fake_answer(b, 0, 0, UINT_MAX);
    fetch_fails(b, "4294967295 bytes, more than");
    b = for_fetches(1);
    u64(fake_answer(b, 0, 0, 0), 0);
    fetch_fails(b, "says more");
    b = for_fetches(1);
    u32(section(fake_answer(b, 0, 0, 12), 4, 0, 4), 0);
    fetch_fails(b, "error of a topic");
    b = for_fetches(1);
    section(fake_answer(b, 0, 0, 8), 5, 0, 0);
    fetch_fails(b, "do not agree");
    b = for_fetches(1);
    u8(u16(u32(fake_answer(b, 14, 0, 7), 0), 0), 0);
    fetch_fails(b, "impossible size");
    b = for_fetches(1);
    text(u64(fake_answer(b, 14, 0, 12), 0), "oops");
    fetch_fails(b, "oops (status 14)");
}

static void a_broker_that_never_says_anything_is_given_up(void)
{
    struct fakebroker *b = for_fetches(1);
    b->end = REPEAT;
    fake_answer(b, 0, 1, 0);
    fetch_fails(b, "say nothing about the topics");
    b = for_fetches(1);
    b->end = REPEAT;
    section(fake_answer(b, 0, 0, 8), 1, 0, 0);
    fetch_fails(b, "say nothing about the topics");
}

static void a_fetch_that_is_cut_off_is_noticed_at_every_byte(void)
{
    for (size_t size = 0; size < 8 + 8 + 28 + 5 + 32 + 4; size++) {
        struct fakebroker *b = for_fetches(1);
        b->end = CLOSE;
        struct bytes *answer = fake_answer(b, 0, 0, 8 + 28 + 5 + 32 + 4);
        text(u32(run(section(answer, 0, 0, 28 + 5 + 32 + 4), 7, 0, 1, 0), 5), "hello");
        text(u32(u32(run(answer, 8, 0, 2, 0), 3), 4), "you!");
        answer->size = size;
        fetch_fails(b, "closed");
    }
}

static void expect(const char *of, const char *content)
{
    char *name = NULL;
    void *message = NULL;
    CHECK_INT((int) strlen(content), poll(&name, &message));
    CHECK(strcmp(name, of) == 0 && memcmp(message, content, strlen(content)) == 0);
    free(name);
    free(message);
}

/* Runs of all kinds in one answer, also byte by byte. */
static void heads_of_messages_are_passed_over(void)
{
    for (int trickles = 0; trickles < 2; trickles++) {
        struct fakebroker *b = for_fetches(2);
        b->trickles = trickles;
        b->end = REPEAT;
        struct bytes *answer = fake_answer(b, 0, 0, 8 + (24 + 12) + (4 + 5 + 2 + 4 + 1 + 4 + 300 + 3) + 29 + 8 + 29);
        section(answer, 0, 0, (24 + 12) + (4 + 5 + 2 + 4 + 1 + 4 + 300 + 3) + 29);
        u32(u32(u32(run(answer, 7, 1, 3, 100), 111), 116), 100 + 4 + 5 + 2 + 4 + 1 + 4 + 300 + 3);
        text(text(u32(u32(answer, 5), 2), "k"), "p1"); /* key "k" */
        text(u32(answer, 0), "2"); /* no head */
        u32(answer, 300);
        for (int i = 0; i < 300; i++) {
            u8(answer, 'h');
        }
        text(answer, "pay");
        text(u32(run(answer, 10, 0, 1, 0), 1), "4");
        text(u32(run(section(answer, 0, 1, 29), 7, 0, 1, 0), 1), "b");
        fake_answer(b, 0, 0, 0);
        begin(b, 2);
        expect("a", "p1");
        expect("b", "b");
        expect("a", "2");
        expect("a", "pay");
        expect("a", "4");
        CHECK_INT(0, poll(NULL, NULL));
        CHECK_INT(11, position((char *) "a"));
        end(b);
    }
}

static void a_message_of_a_head_alone_is_passed_over(void)
{
    struct fakebroker *b = for_fetches(1);
    struct bytes *answer = fake_answer(b, 0, 0, 8 + 24 + 8 + 9 + 5);
    u32(u32(run(section(answer, 0, 0, 24 + 8 + 9 + 5), 7, 1, 2, 0), 9), 14);
    text(u32(text(u32(u32(answer, 5), 2), "k"), 0), "2");
    begin(b, 1);
    expect("a", "2");
    CHECK_INT(9, position((char *) "a"));
    end(b);
}

/* The error of a topic comes when it is its turn, and the others get theirs. */
static void an_error_of_a_topic_is_told_at_its_turn(void)
{
    struct fakebroker *b = for_fetches(3);
    struct bytes *answer = fake_answer(b, 0, 0, 8 + 29 + 8 + 12 + 7 + 8 + 30);
    text(u32(run(section(answer, 0, 0, 29), 7, 0, 1, 0), 1), "a");
    text(u64(u32(section(answer, 4, 1, 12 + 7), 6u << 24), 0), "damaged");
    text(u32(run(section(answer, 0, 2, 30), 7, 0, 1, 0), 2), "c7");
    text(u64(u32(section(fake_answer(b, 0, 0, 8 + 12 + 4), 4, 0, 12 + 4), 15u << 24), 70), "gone"); /* asked of b alone */
    section(fake_answer(b, 0, 0, 8), 2, 0, 0); /* a is unknown; b was not looked at, no: it has nothing */
    begin(b, 3);
    expect("a", "a");
    CHECK_FAILS("does not keep offset 7 any more, the earliest is 70: gone", poll(NULL, NULL));
    CHECK_INT(7, position((char *) "b"));
    expect("c", "c7");
    end(b);
}

/* How many lines are on stderr after the call. */
static int lines_of(int (*call)(void))
{
    char path[] = "/tmp/kaska-stderr-XXXXXX", bytes[4096];
    int file = mkstemp(path), saved = dup(2), lines = 0;
    CHECK(file >= 0 && saved >= 0);
    dup2(file, 2);
    int result = call();
    dup2(saved, 2);
    CHECK(result < 0);
    ssize_t size = pread(file, bytes, sizeof bytes, 0);
    for (ssize_t i = 0; i < size; i++) {
        lines += bytes[i] == '\n';
    }
    close(saved);
    close(file);
    unlink(path);
    return lines;
}

static void what_is_wrong_with_the_address_is_one_line(void)
{
    static const struct {
        const char *host, *port, *millis, *expected;
        int lines;
    } wrong[] = {
        {NULL, "1", "", "BROKER_HOST is not set", 1},
        {"", "1", "", "BROKER_HOST is not set", 0},
        {"127.0.0.1", NULL, "", "BROKER_PORT is not set", 1},
        {"127.0.0.1", "", "", "has to be a number", 1},
        {"127.0.0.1", "0", "", "has to be a number", 1},
        {"127.0.0.1", "65536", "", "has to be a number", 1},
        {"127.0.0.1", "12x", "", "has to be a number", 1},
        {"127.0.0.1", " 12", "", "has to be a number", 1},
        {"127.0.0.1", "http", "", "has to be a number", 1},
        {"no.such.host.invalid", "1", "", "is not known", 1},
        {"127.0.0.1", "1", "", "Connection refused", 1},
        {"::1", "1", "", "::1 port 1: ", 1},
        {"127.0.0.1", "1", "0", "number of milliseconds", 1},
        {"127.0.0.1", "1", "-5", "number of milliseconds", 1},
        {"127.0.0.1", "1", "soon", "number of milliseconds", 1},
        {"127.0.0.1", "1", "99999999999999999999", "number of milliseconds", 1},
    };
    unsetenv("KASKA_QUIET");
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        unsetenv("BROKER_HOST");
        unsetenv("BROKER_PORT");
        if (wrong[i].host != NULL) {
            setenv("BROKER_HOST", wrong[i].host, 1);
        }
        if (wrong[i].port != NULL) {
            setenv("BROKER_PORT", wrong[i].port, 1);
        }
        patience(wrong[i].millis);
        CHECK_INT(wrong[i].lines, lines_of(ntopics));
        CHECK_FAILS(wrong[i].expected, ntopics());
        CHECK_INT(0, lines_of(ntopics)); /* the same again is no news */
    }
    patience("");
    setenv("KASKA_QUIET", "1", 1);
    setenv("BROKER_PORT", "2", 1);
    CHECK_INT(0, lines_of(ntopics));
}

int main(int argc, char **argv)
{
    setenv("KASKA_QUIET", "1", 1);
    RUN(other_hellos_are_refused);
    RUN(an_extension_of_a_welcome_is_skipped);
    RUN(silence_ends_in_time);
    RUN(trickling_ends_in_time);
    RUN(answers_of_impossible_sizes_are_refused);
    RUN(an_answer_that_is_cut_off_is_noticed);
    RUN(answers_may_come_byte_by_byte);
    RUN(numbers_that_do_not_fit_are_errors);
    RUN(a_send_is_never_repeated);
    RUN(a_connection_that_ended_is_made_anew);
    RUN(a_request_that_is_not_taken_is_given_up);
    RUN(a_message_over_the_limit_is_not_sent);
    RUN(bad_names_cause_no_connection);
    RUN(runs_that_make_no_sense_are_refused);
    RUN(fetches_that_make_no_sense_are_refused);
    RUN(a_broker_that_never_says_anything_is_given_up);
    RUN(a_fetch_that_is_cut_off_is_noticed_at_every_byte);
    RUN(heads_of_messages_are_passed_over);
    RUN(a_message_of_a_head_alone_is_passed_over);
    RUN(an_error_of_a_topic_is_told_at_its_turn);
    RUN(what_is_wrong_with_the_address_is_one_line);
    return 0;
}
