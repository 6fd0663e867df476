/*
 * The functions under their plain names, for programs that were compiled with another header than ours. Each may be
 * compiled alone, with -DKASKA_PLAIN_poll and so on: the static library has a member for each, so that a program gets
 * only those that it uses.
 */
#include "public.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stddef.h>

#if defined __GNUC__ && defined __ELF__

#ifndef KASKA_PLAIN_ONE
#define KASKA_PLAIN_create_topic
#define KASKA_PLAIN_ntopics
#define KASKA_PLAIN_send_msg
#define KASKA_PLAIN_msg_length
#define KASKA_PLAIN_end_offset
#define KASKA_PLAIN_subscribe
#define KASKA_PLAIN_unsubscribe
#define KASKA_PLAIN_position
#define KASKA_PLAIN_seek
#define KASKA_PLAIN_poll
#define KASKA_PLAIN_commit
#define KASKA_PLAIN_committed
#define KASKA_PLAIN_commited
#endif

/*
 * Weak, so that a program's own function of that name stands. Hidden in the static library, where it becomes a part of
 * the program: no other library that means libc's poll may find it there.
 */
#ifdef KASKA_PLAIN_ONE
#define PLAIN(name) __asm__(#name) __attribute__((weak, visibility("hidden")))
#else
#define PLAIN(name) __asm__(#name) __attribute__((weak, visibility("default")))
#endif

/* Whether the program has called Kaska by a plain name: see plain_poll. */
extern atomic_bool kaska_plain_used;

__attribute__((unused)) static void use_plain(void)
{
    atomic_store_explicit(&kaska_plain_used, 1, memory_order_relaxed);
}

#ifdef KASKA_PLAIN_create_topic
int plain_create_topic(char *topic) PLAIN(create_topic);

int plain_create_topic(char *topic)
{
    use_plain();
    return create_topic(topic);
}
#endif

#ifdef KASKA_PLAIN_ntopics
int plain_ntopics(void) PLAIN(ntopics);

int plain_ntopics(void)
{
    use_plain();
    return ntopics();
}
#endif

#ifdef KASKA_PLAIN_send_msg
int plain_send_msg(char *topic, int msg_size, void *msg) PLAIN(send_msg);

int plain_send_msg(char *topic, int msg_size, void *msg)
{
    use_plain();
    return send_msg(topic, msg_size, msg);
}
#endif

#ifdef KASKA_PLAIN_msg_length
int plain_msg_length(char *topic, int offset) PLAIN(msg_length);

int plain_msg_length(char *topic, int offset)
{
    use_plain();
    return msg_length(topic, offset);
}
#endif

#ifdef KASKA_PLAIN_end_offset
int plain_end_offset(char *topic) PLAIN(end_offset);

int plain_end_offset(char *topic)
{
    use_plain();
    return end_offset(topic);
}
#endif

#ifdef KASKA_PLAIN_subscribe
int plain_subscribe(int count, char **topics) PLAIN(subscribe);

int plain_subscribe(int count, char **topics)
{
    use_plain();
    return subscribe(count, topics);
}
#endif

#ifdef KASKA_PLAIN_unsubscribe
int plain_unsubscribe(void) PLAIN(unsubscribe);

int plain_unsubscribe(void)
{
    use_plain();
    return unsubscribe();
}
#endif

#ifdef KASKA_PLAIN_position
int plain_position(char *topic) PLAIN(position);

int plain_position(char *topic)
{
    use_plain();
    return position(topic);
}
#endif

#ifdef KASKA_PLAIN_seek
int plain_seek(char *topic, int offset) PLAIN(seek);

int plain_seek(char *topic, int offset)
{
    use_plain();
    return seek(topic, offset);
}
#endif

#ifdef KASKA_PLAIN_commit
int plain_commit(char *client, char *topic, int offset) PLAIN(commit);

int plain_commit(char *client, char *topic, int offset)
{
    use_plain();
    return commit(client, topic, offset);
}
#endif

#ifdef KASKA_PLAIN_committed
int plain_committed(char *client, char *topic) PLAIN(committed);

int plain_committed(char *client, char *topic)
{
    use_plain();
    return committed(client, topic);
}
#endif

#ifdef KASKA_PLAIN_commited
int plain_commited(char *client, char *topic) PLAIN(commited);

int plain_commited(char *client, char *topic)
{
    use_plain();
    return committed(client, topic);
}
#endif

#ifdef KASKA_PLAIN_poll
/*
 * The one plain name that means something else too: `poll(char **, void **)` of Kaska and `poll(struct pollfd *, nfds_t,
 * int)` of POSIX may both arrive here, the second from other files of the program, or from a sanitizer that looked the
 * name up. They are told apart by the second argument. A pointer is never 1 to 65 535, where no system maps anything,
 * and hardly anybody polls more descriptors than that. NULL or no descriptors at all is Kaska's in a program that has
 * called Kaska by a plain name before: others cannot mean it.
 */
int kaska_system_poll(void *descriptors, unsigned long count, int millis);

int plain_poll(void *first, uintptr_t second, int third) PLAIN(poll);

int plain_poll(void *first, uintptr_t second, int third)
{
    enum { HIGHEST_COUNT = 65535 };
    int used = atomic_load_explicit(&kaska_plain_used, memory_order_relaxed);
    if (second > HIGHEST_COUNT || (second == 0 && used)) {
        return poll((char **) first, (void **) second);
    }
    return kaska_system_poll(first, second, third);
}
#endif

#endif
