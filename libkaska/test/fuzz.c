/*
 * A fuzz target for everything the library reads: hellos, headers, errors, numbers, fetches. The input is a program and
 * what a broker says to it:
 *
 *     count n (1), n operations (1 each), then for each connection that the program makes: size (2), what the broker says
 *
 * It takes the place of dial.c: a connection is one end of a socket pair in which the broker's words lie already. By
 * libFuzzer with clang, or by fuzz_main.c with any compiler.
 */
#include "dial.h"
#include "error.h"
#include "kaska.h"
#include "waiting.h"

#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

enum { MOST_WORDS = 60000 };

static const unsigned char *words;
static size_t words_left;
static int peer_end = -1;

static void close_peer(void)
{
    if (peer_end >= 0) {
        close(peer_end);
        peer_end = -1;
    }
}

int kaska_dial(char peer[PEER_SIZE], int64_t timeout, int64_t *deadline)
{
    int ends[2];
    *deadline = kaska_now() + timeout;
    snprintf(peer, PEER_SIZE, "the fuzzer");
    close_peer();
    if (words_left < 2 || socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) {
        return kaska_fail("there are no more connections");
    }
    size_t size = (size_t) words[0] << 8 | words[1];
    words += 2;
    words_left -= 2;
    size = size < words_left ? size : words_left;
    size = size < MOST_WORDS ? size : MOST_WORDS;
    if (size > 0 && write(ends[1], words, size) != (ssize_t) size) {
        abort();
    }
    words += size;
    words_left -= size;
    shutdown(ends[1], SHUT_WR);
    peer_end = ends[1];
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return ends[0];
}

/* The words are there before they are asked for, so silence is no sign of life here. */
bool kaska_is_silent(int socket)
{
    (void) socket;
    return words != NULL;
}

static void poll_and_look(void)
{
    char *topic = NULL;
    unsigned char *message = NULL;
    unsigned sum = 0;
    int size = poll(&topic, (void **) &message);
    if (size > 0) {
        for (int i = 0; i < size; i++) {
            sum += message[i];
        }
        if (strlen(topic) != 1 || sum > 255u * (unsigned) size) {
            abort();
        }
        free(topic);
        free(message);
    } else if (topic != NULL || message != NULL) {
        abort();
    }
}

static void operate(unsigned char operation)
{
    char *names[] = {(char *) "a", (char *) "b", (char *) "c"};
    char *name = names[operation / 16 % 3];
    switch (operation % 16) {
    case 0:
        create_topic(name);
        break;
    case 1:
        ntopics();
        break;
    case 2:
        send_msg(name, 5, (void *) "hello");
        break;
    case 3:
        msg_length(name, operation / 16);
        break;
    case 4:
        end_offset(name);
        break;
    case 5:
        subscribe(1 + operation / 16 % 3, names);
        break;
    case 6:
        unsubscribe();
        break;
    case 7:
        position(name);
        break;
    case 8:
        seek(name, operation / 16);
        break;
    case 9:
        commit(name, name, operation / 16);
        break;
    case 10:
        committed(name, name);
        break;
    default:
        poll_and_look();
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    setenv("KASKA_QUIET", "1", 1);
    setenv("KASKA_SPIN", "0", 1);
    setenv("KASKA_TIMEOUT_MS", "2000", 1);
    size_t count = size == 0 ? 0 : data[0] % 32;
    if (size <= count) {
        return 0;
    }
    words = data + 1 + count;
    words_left = size - 1 - count;
    for (size_t i = 0; i < count; i++) {
        operate(data[1 + i]);
    }
    unsubscribe();
    words = NULL;
    words_left = 0;
    ntopics(); /* finds its connection dead, and makes no other */
    close_peer();
    return 0;
}
