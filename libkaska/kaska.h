/*
 * libkaska: the C interface of Kaska, a streaming publish/subscribe broker.
 *
 * A topic is an append-only queue of binary messages, numbered from 0 by their offsets, without holes. A name of a topic
 * or a client is 1 to 65 534 bytes of valid UTF-8. The broker is found by two environment variables:
 *
 *     BROKER_HOST         a name, an IPv4 or an IPv6 address
 *     BROKER_PORT         1 to 65535
 *     KASKA_TIMEOUT_MS    the most that connecting may take, without finding the address, and each request; else 5 s and 30 s
 *     KASKA_QUIET=1       nothing on stderr
 *     KASKA_SPIN=0        sleep at once while the answer is not there, instead of looking for it for up to 200 µs
 *
 * They are read when a connection is made: at the first call that needs one, and at the next call after it broke. A
 * subscription survives that, as it lives in the library. A call whose request may have reached the broker is never
 * repeated, so after an error of the connection nobody knows whether a message was appended.
 *
 * ERRORS. Every function returns a negative value if it fails, and kaska_last_error() says why. A connection that cannot
 * be made is told on stderr too, one line for each new reason. Offsets are int here and 64 bits in the broker: one that
 * does not fit is an error, never a wrong number.
 *
 * THREADS. All functions may be called by any thread, one runs at a time; there is one connection and one subscription
 * for the process. A thread cannot be cancelled inside of them. FORK. A child makes a connection of its own at its first
 * call, and begins with a copy of the subscription. Fork while no other thread is inside a call.
 *
 * NAMES. The functions are kept under the names that the original gave them, and `poll` is also a function of POSIX. So
 * where the compiler allows it these declarations bind to symbols that begin with kaska_, and a program's own poll(2) is
 * not touched. One file cannot include this header and <poll.h>, which declare poll differently: define KASKA_PREFIXED
 * before including this header, and the functions are called kaska_create_topic ... kaska_poll ... kaska_committed.
 * Programs compiled with another header that declares the plain names link too; see kaska(3) for what holds then.
 */
#ifndef KASKA_H
#define KASKA_H

#ifdef __cplusplus
extern "C" {
#endif

#if defined __GNUC__ && defined __ELF__
#define KASKA_SYMBOL(name) __asm__("kaska_" #name)
#else
#define KASKA_SYMBOL(name)
#endif

#ifdef KASKA_PREFIXED
#define create_topic kaska_create_topic
#define ntopics kaska_ntopics
#define send_msg kaska_send_msg
#define msg_length kaska_msg_length
#define end_offset kaska_end_offset
#define subscribe kaska_subscribe
#define unsubscribe kaska_unsubscribe
#define position kaska_position
#define seek kaska_seek
#define poll kaska_poll
#define commit kaska_commit
#define committed kaska_committed
#define commited kaska_commited
#endif

/* Creates an empty topic. 0; negative if there is one of that name. */
int create_topic(char *topic) KASKA_SYMBOL(create_topic);

/* How many topics there are in the broker. */
int ntopics(void) KASKA_SYMBOL(ntopics);

/*
 * Appends a message of any bytes to a topic; it is kept when this returns. Its offset; negative if there is no such topic
 * or the message is larger than the broker takes. A size of 0 does nothing and gives 0; a negative one, or NULL with a
 * size above 0, is an error.
 */
int send_msg(char *topic, int msg_size, void *msg) KASKA_SYMBOL(send_msg);

/* The size in bytes of the message at that offset, 0 where there is none; negative if there is no such topic. */
int msg_length(char *topic, int offset) KASKA_SYMBOL(msg_length);

/* The offset that the next message of the topic will get; negative if there is no such topic. */
int end_offset(char *topic) KASKA_SYMBOL(end_offset);

/*
 * Subscribes to all these topics, each from its end on. Topics that do not exist or are repeated are ignored. How many
 * were subscribed to, and 0 leaves the program unsubscribed; negative if it is subscribed already, or a name is none. The
 * array and its strings may be reused afterwards.
 */
int subscribe(int ntopics, char **topics) KASKA_SYMBOL(subscribe);

/* Drops every subscription. 0; negative if there is none. Local. */
int unsubscribe(void) KASKA_SYMBOL(unsubscribe);

/* The offset of the message of this topic that poll gives next; negative if not subscribed to it. Local. */
int position(char *topic) KASKA_SYMBOL(position);

/* Moves it, back or forward, past the end too. 0; negative if not subscribed to the topic, or the offset is. Local. */
int seek(char *topic, int offset) KASKA_SYMBOL(seek);

/*
 * The next message of the subscribed topics, which take turns: the first that has one, beginning behind the topic that
 * gave the last. Its size; 0 if there is none at this moment; negative if not subscribed. The message, and the topic's
 * name with a terminating NUL, are in memory of malloc that the caller frees. Either pointer may be NULL: the message is
 * consumed all the same. Key and headers of a message are passed over: this is its payload. A topic that was deleted is
 * passed over too. If the broker tells an error of one topic, say that its damaged message cannot be read or that the
 * offset is not kept any more, then that is the result when it is that topic's turn, and the next call goes on behind it.
 */
int poll(char **topic, void **msg) KASKA_SYMBOL(poll);

/* Has the broker keep an offset of a topic under a client's name. 0; negative if there is no such topic. */
int commit(char *client, char *topic, int offset) KASKA_SYMBOL(commit);

/* Reads it back; negative if there is no such topic, or nothing was committed for it by that client. */
int committed(char *client, char *topic) KASKA_SYMBOL(committed);

/* The same: how the original's header once spelled it. */
int commited(char *client, char *topic) KASKA_SYMBOL(commited);

#ifdef KASKA_PREFIXED
#undef create_topic
#undef ntopics
#undef send_msg
#undef msg_length
#undef end_offset
#undef subscribe
#undef unsubscribe
#undef position
#undef seek
#undef poll
#undef commit
#undef committed
#undef commited
#endif

/* Not in the original: why the calling thread's last call that failed did so. Empty before; valid until the next fails. */
const char *kaska_last_error(void);

#ifdef __cplusplus
}
#endif

#endif
