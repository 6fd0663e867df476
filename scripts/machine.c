/*
 * What the machine gives to a program that does nothing else, to compare Kaska's figures with:
 *
 *   machine connections N threads|epoll   N connections on the loopback interface, a request of 116 bytes in flight on
 *                                         each, answers of 16 bytes: how many a second, with a thread for each end of
 *                                         each connection, or one thread with epoll for each side
 *   machine slices N                      N threads that never sleep: how long the scheduler keeps each of them off a core
 *   machine relay N                       700 000 messages a second go from a thread over a process to another thread, each
 *                                         of which works N microseconds for what has come since it looked last and sleeps
 *                                         when nothing has: how long after a message was due it is there
 *   machine memory N                      how long each of N GiB takes that the program touches for the first time
 *
 * Three seconds each, but for the last.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { GIB = 1 << 30, PAGE = 4096 };
enum { REQUEST = 116, ANSWER = 16, SECONDS = 3, EVENTS = 64, MOST = 10000 };

static atomic_long answers;
static double end_time;
static pthread_barrier_t ready;

static void check(int ok, const char *what) {
    if (!ok) {
        perror(what);
        exit(1);
    }
}

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec * 1e-9;
}

static void start(void *(*run)(void *), long argument) {
    pthread_t thread;
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 64 << 10);
    pthread_attr_setdetachstate(&small, PTHREAD_CREATE_DETACHED);
    check(pthread_create(&thread, &small, run, (void *)argument) == 0, "pthread_create");
}

/* Returns 0 at the end of the connection. */
static int read_all(int fd, char *to, int size) {
    for (int done = 0; done < size;) {
        ssize_t n = read(fd, to + done, size - done);
        if (n <= 0) {
            return 0;
        }
        done += n;
    }
    return 1;
}

static void watch(int epoll, int fd) {
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
    check(epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) == 0, "epoll_ctl");
}

/* --- the side that answers, a process of its own */

static void *answer(void *fd) {
    char bytes[REQUEST] = {0};
    while (read_all((long)fd, bytes, REQUEST) && write((long)fd, bytes, ANSWER) == ANSWER) {
    }
    return 0;
}

static void serve(int listener, int count, int threads) {
    int epoll = epoll_create1(0);
    for (int i = 0; i < count; i++) {
        int fd = accept(listener, 0, 0);
        check(fd >= 0, "accept");
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
        if (threads) {
            start(answer, fd);
        } else {
            watch(epoll, fd);
        }
    }
    char bytes[REQUEST] = {0};
    struct epoll_event events[EVENTS];
    for (double until = now() + SECONDS + 5; now() < until;) {
        int n = epoll_wait(epoll, events, EVENTS, 100);
        for (int i = 0; i < n; i++) {
            int fd = events[i].data.fd;
            if (!read_all(fd, bytes, REQUEST) || write(fd, bytes, ANSWER) != ANSWER) {
                exit(0); /* the other side is done */
            }
        }
    }
}

/* --- the side that asks */

static void *ask(void *fd) {
    char bytes[REQUEST] = {0};
    pthread_barrier_wait(&ready);
    while (now() < end_time && write((long)fd, bytes, REQUEST) == REQUEST && read_all((long)fd, bytes, ANSWER)) {
        answers++;
    }
    pthread_barrier_wait(&ready);
    return 0;
}

static void ask_with_threads(const int *fds, int count) {
    pthread_barrier_init(&ready, 0, count + 1);
    for (int i = 0; i < count; i++) {
        start(ask, fds[i]);
    }
    end_time = now() + SECONDS;
    pthread_barrier_wait(&ready);
    pthread_barrier_wait(&ready);
}

static void ask_with_epoll(const int *fds, int count) {
    char bytes[REQUEST] = {0};
    int epoll = epoll_create1(0);
    for (int i = 0; i < count; i++) {
        watch(epoll, fds[i]);
        check(write(fds[i], bytes, REQUEST) == REQUEST, "write");
    }
    struct epoll_event events[EVENTS];
    for (end_time = now() + SECONDS; now() < end_time;) {
        int n = epoll_wait(epoll, events, EVENTS, 100);
        for (int i = 0; i < n; i++) {
            int fd = events[i].data.fd;
            check(read_all(fd, bytes, ANSWER) && write(fd, bytes, REQUEST) == REQUEST, "connection");
            answers++;
        }
    }
}

static void connections(int count, int threads) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    check(bind(listener, (struct sockaddr *)&address, size) == 0, "bind");
    check(listen(listener, count) == 0, "listen");
    check(getsockname(listener, (struct sockaddr *)&address, &size) == 0, "getsockname");
    pid_t server = fork();
    check(server >= 0, "fork");
    if (server == 0) {
        serve(listener, count, threads);
        exit(0);
    }
    static int fds[MOST];
    for (int i = 0; i < count; i++) {
        fds[i] = socket(AF_INET, SOCK_STREAM, 0);
        check(connect(fds[i], (struct sockaddr *)&address, size) == 0, "connect");
        setsockopt(fds[i], IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    }
    usleep(300000); /* until all are accepted */
    (threads ? ask_with_threads : ask_with_epoll)(fds, count);
    printf("%d connections, %s: %ld/s\n", count, threads ? "threads" : "epoll", answers / SECONDS);
    fflush(stdout);
    kill(server, SIGKILL);
    waitpid(server, 0, 0);
}

/* --- threads that never sleep */

static void *loop(void *number) {
    long over_1ms = 0, over_3ms = 0;
    double longest = 0, away = 0, last = now();
    pthread_barrier_wait(&ready);
    for (double until = now() + SECONDS; last < until;) {
        double time = now(), gap = time - last;
        last = time;
        over_1ms += gap > 0.001;
        over_3ms += gap > 0.003;
        away += gap > 0.0001 ? gap : 0;
        longest = gap > longest ? gap : longest;
    }
    printf("thread %ld: away %.1f %% of its time, %ld times over 1 ms, %ld over 3 ms, at most %.1f ms\n", (long)number,
           100 * away / SECONDS, over_1ms, over_3ms, longest * 1e3);
    fflush(stdout);
    pthread_barrier_wait(&ready);
    return 0;
}

static void slices(int count) {
    pthread_barrier_init(&ready, 0, count + 1);
    for (int i = 0; i < count; i++) {
        start(loop, i);
    }
    pthread_barrier_wait(&ready);
    pthread_barrier_wait(&ready);
}

/* --- messages that are handed on */

enum { RATE = 700000, MOST_AT_ONCE = 4096, PAUSE_NANOS = 20000 };

static int first_pair[2], second_pair[2];
static double work;

static void work_for_a_batch(void) {
    for (double until = now() + work; now() < until;) {
    }
}

/* Sends when each message was due, all that are due at once, and closes the connection at the end. */
static void *produce(void *unused) {
    static double due[MOST_AT_ONCE];
    long sent = 0;
    for (double start = now(); sent < (long)RATE * SECONDS;) {
        nanosleep(&(struct timespec){0, PAUSE_NANOS}, 0);
        int count = 0;
        for (double time = now(); count < MOST_AT_ONCE && start + sent / (double)RATE <= time; sent++) {
            due[count++] = start + sent / (double)RATE;
        }
        work_for_a_batch();
        check(count == 0 || write(first_pair[0], due, count * sizeof *due) == count * (ssize_t)sizeof *due, "write");
    }
    close(first_pair[0]);
    return unused;
}

static void hand_on(void) {
    static char bytes[MOST_AT_ONCE * sizeof(double)];
    for (ssize_t n; (n = read(first_pair[1], bytes, sizeof bytes)) > 0;) {
        work_for_a_batch();
        check(write(second_pair[0], bytes, n) == n, "write");
    }
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void relay(int micros) {
    work = micros * 1e-6;
    check(socketpair(AF_UNIX, SOCK_STREAM, 0, first_pair) == 0, "socketpair");
    check(socketpair(AF_UNIX, SOCK_STREAM, 0, second_pair) == 0, "socketpair");
    pid_t middle = fork();
    check(middle >= 0, "fork");
    if (middle == 0) {
        close(first_pair[0]);
        hand_on();
        exit(0);
    }
    close(first_pair[1]);
    close(second_pair[0]);
    static double bytes[MOST_AT_ONCE];
    long size = (long)RATE * SECONDS * 2, count = 0, begun = 0; /* bytes of a number that has come in part */
    double *latency = malloc(size * sizeof *latency);
    check(latency != NULL, "malloc");
    memset(latency, 0, size * sizeof *latency); /* a page that is touched first in the round would count */
    start(produce, 0);
    for (ssize_t n; (n = read(second_pair[1], (char *)bytes + begun, sizeof bytes - begun)) > 0;) {
        double time = now();
        long all = (begun + n) / (long)sizeof *bytes;
        for (long i = 0; i < all && count < size; i++) {
            latency[count++] = time - bytes[i];
        }
        begun = (begun + n) % (long)sizeof *bytes;
        memmove(bytes, bytes + all, begun);
        work_for_a_batch();
    }
    waitpid(middle, 0, 0);
    check(count > 0, "messages");
    qsort(latency, count, sizeof *latency, compare);
    printf("%d us of work: p50 %.2f, p99 %.2f, p99.9 %.2f ms\n", micros, 1e3 * latency[count / 2],
           1e3 * latency[count / 100 * 99], 1e3 * latency[count / 1000 * 999]);
}

/* Takes memory for the first time, a GiB at a time, and says how long each took: the host may have to find it first. */
static void memory(int count) {
    for (int i = 0; i < count; i++) {
        double begun = now();
        char *taken = mmap(NULL, GIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        check(taken != MAP_FAILED, "mmap");
        for (size_t place = 0; place < GIB; place += PAGE) {
            taken[place] = 1;
        }
        printf("GiB %d: %.2f s\n", i + 1, now() - begun);
    }
}

int main(int argc, char **argv) {
    int count = argc > 2 ? atoi(argv[2]) : 0;
    if (count < 1 || count > MOST) {
        fprintf(stderr, "usage: machine connections N threads|epoll, machine slices N, machine relay N or machine memory GIB; "
                        "N is 1 to %d\n", MOST);
        return 2;
    }
    if (strcmp(argv[1], "connections") == 0 && argc == 4) {
        connections(count, strcmp(argv[3], "threads") == 0);
    } else if (strcmp(argv[1], "relay") == 0) {
        relay(count);
    } else if (strcmp(argv[1], "memory") == 0) {
        memory(count);
    } else {
        slices(count);
    }
    return 0;
}
