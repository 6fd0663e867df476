package io.kaska.broker;

import io.kaska.log.Block;
import io.kaska.log.MessageQueue;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The topics of a broker: by name, by id, and in the order of their creation from a remembered position on, which is
 * the id of the last one seen. A name is kept once, as it was received, in the topic; this map only points to topics.
 *
 * <p>Safe for use by many threads. Finding a topic by its id takes no lock; the rest holds the monitor for a few
 * instructions, and now and then to double its table.
 *
 * <p>Invariant: a topic is in its bucket exactly as long as it is in its page.
 */
final class TopicMap {
    private static final int PAGE_SHIFT = 10;
    private static final int PAGE_SIZE = 1 << PAGE_SHIFT;
    private static final int FIRST_BUCKETS = 64;

    /** The topics with 1 024 ids in a row; a page whose topics are all deleted is dropped. */
    private static final class Page {
        final AtomicReferenceArray<@Nullable Topic> topics = new AtomicReferenceArray<>(PAGE_SIZE);
        int living;
    }

    private final long seed = new SecureRandom().nextLong(); // so that nobody can choose names of one bucket
    private @Nullable Topic[] buckets = new @Nullable Topic[FIRST_BUCKETS];
    private volatile @Nullable Page[] pages = new @Nullable Page[1]; // stored again after each change
    private int lastId;
    private volatile int size;

    int size() {
        return size;
    }

    @Nullable
    Topic get(int id) {
        @Nullable Page[] pages = this.pages;
        int number = id >>> PAGE_SHIFT;
        Page page = number < pages.length ? pages[number] : null;
        return page == null ? null : page.topics.get(id & (PAGE_SIZE - 1));
    }

    /** The topic of a name, the bytes between the buffer's position and limit. */
    synchronized @Nullable Topic get(ByteBuffer name) {
        return find(name, hash(name));
    }

    private @Nullable Topic find(ByteBuffer name, int hash) {
        Topic topic = buckets[hash & (buckets.length - 1)];
        while (topic != null && !(topic.hash == hash && topic.name().equals(name))) {
            topic = topic.nextInBucket;
        }
        return topic;
    }

    /**
     * The topic of a name: the one that is there, or else a new one, which {@link Topic#owns} the block from now on.
     *
     * @param name the first {@code nameSize} bytes
     * @param queue gives the new topic's queue, in a few instructions
     */
    synchronized Topic getOrPut(Block name, int nameSize, Supplier<MessageQueue> queue) {
        ByteBuffer bytes = name.buffer(0, nameSize);
        int hash = hash(bytes);
        Topic old = find(bytes, hash);
        if (old != null) {
            return old;
        }
        if (lastId == -1) {
            throw new IllegalStateException("4 294 967 295 topics were made: restart the broker to make more");
        }
        Topic topic = new Topic(++lastId, name, nameSize, hash, queue.get());
        putInBucket(topic);
        putInPage(topic);
        size++;
        return topic;
    }

    private void putInBucket(Topic topic) {
        if (size >= buckets.length) {
            @Nullable Topic[] old = buckets;
            buckets = new @Nullable Topic[old.length * 2];
            for (Topic first : old) {
                for (Topic moved = first; moved != null; ) {
                    Topic next = moved.nextInBucket;
                    link(moved);
                    moved = next;
                }
            }
        }
        link(topic);
    }

    private void link(Topic topic) {
        int bucket = topic.hash & (buckets.length - 1);
        topic.nextInBucket = buckets[bucket];
        buckets[bucket] = topic;
    }

    private void putInPage(Topic topic) {
        int number = topic.id() >>> PAGE_SHIFT;
        @Nullable Page[] pages = this.pages;
        if (number >= pages.length) {
            pages = Arrays.copyOf(pages, Math.max(number + 1, pages.length * 2));
        }
        Page page = pages[number];
        if (page == null) {
            page = new Page();
            pages[number] = page;
        }
        page.topics.set(topic.id() & (PAGE_SIZE - 1), topic);
        page.living++;
        this.pages = pages;
    }

    /** Takes a topic out; false if it was not there any more. */
    synchronized boolean remove(Topic topic) {
        int number = topic.id() >>> PAGE_SHIFT;
        @Nullable Page[] pages = this.pages;
        Page page = pages[number];
        if (page == null || page.topics.getAndSet(topic.id() & (PAGE_SIZE - 1), null) == null) {
            return false;
        }
        if (--page.living == 0 && number < lastId >>> PAGE_SHIFT) {
            pages[number] = null;
            this.pages = pages;
        }
        unlink(topic);
        size--;
        return true;
    }

    private void unlink(Topic topic) {
        int bucket = topic.hash & (buckets.length - 1);
        Topic before = buckets[bucket];
        if (before == topic) {
            buckets[bucket] = topic.nextInBucket;
            return;
        }
        while (before != null && before.nextInBucket != topic) {
            before = before.nextInBucket;
        }
        if (before == null) {
            throw new AssertionError("a topic stands in no bucket");
        }
        before.nextInBucket = topic.nextInBucket;
    }

    /** The first topic made after the one with an id, dead or alive; 0 is before the first. */
    @Nullable
    Topic next(int afterId) {
        @Nullable Page[] pages = this.pages;
        long id = Integer.toUnsignedLong(afterId) + 1;
        while (id >>> PAGE_SHIFT < pages.length) {
            Page page = pages[(int) (id >>> PAGE_SHIFT)];
            if (page == null) {
                id = ((id >>> PAGE_SHIFT) + 1) << PAGE_SHIFT;
                continue;
            }
            Topic topic = page.topics.get((int) id & (PAGE_SIZE - 1));
            if (topic != null) {
                return topic;
            }
            id++;
        }
        return null;
    }

    /** Murmur3's mixing with a secret seed, eight bytes at a time. */
    private int hash(ByteBuffer name) {
        long hash = seed ^ name.remaining();
        int i = name.position();
        for (; i + Long.BYTES <= name.limit(); i += Long.BYTES) {
            hash = mix(hash ^ name.getLong(i));
        }
        for (; i < name.limit(); i++) {
            hash = mix(hash ^ name.get(i));
        }
        return (int) (hash ^ hash >>> 32);
    }

    private static long mix(long k) {
        long h = k * 0xFF51AFD7ED558CCDL;
        h = (h ^ (h >>> 33)) * 0xC4CEB9FE1A85EC53L;
        return h ^ (h >>> 33);
    }
}
