package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import io.kaska.Message;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the broker has acknowledged of one topic, and whether a topic that it shows is what it has to be. The topic itself
 * may be in doubt for a while: its making, or its end, was asked for and not acknowledged.
 *
 * <p>Safe for use by many threads.
 */
final class TopicLedger {
    /** Whether the topic exists. */
    enum Life {
        THERE,
        GONE,
        IN_DOUBT
    }

    final String topic;

    private final SortedMap<Long, Stamp> acknowledged = new TreeMap<>();
    private Life life = Life.GONE;
    private long committed = -1; // the last that was acknowledged
    private long asked = -1; // the last that was to be committed

    TopicLedger(String topic) {
        this.topic = topic;
    }

    // --- what happens

    void create(Kaska kaska) {
        setLife(Life.IN_DOUBT);
        kaska.createTopic(topic);
        setLife(Life.THERE);
    }

    void delete(Kaska kaska) {
        setLife(Life.IN_DOUBT);
        kaska.deleteTopic(topic);
        setLife(Life.GONE);
    }

    private synchronized void setLife(Life now) {
        life = now;
        if (now == Life.GONE) {
            acknowledged.clear();
            committed = -1;
            asked = -1;
        }
    }

    synchronized void acknowledge(long offset, Stamp stamp) {
        Stamp before = acknowledged.put(offset, stamp);
        assertThat(before).as("offset %d of %s is given twice", offset, topic).isNull();
    }

    void commit(Kaska kaska, String client, long offset) {
        synchronized (this) {
            asked = offset;
        }
        kaska.commit(client, topic, offset);
        synchronized (this) {
            committed = offset;
        }
    }

    // --- what is there

    /** After a start: settles what was in doubt, and checks all the rest. Returns how many bytes the topic has. */
    synchronized long check(Kaska kaska, boolean there, String client) {
        if (life == Life.IN_DOUBT) {
            setLife(there ? Life.THERE : Life.GONE);
        }
        assertThat(there).as("whether %s is there", topic).isEqualTo(life == Life.THERE);
        if (!there) {
            return 0;
        }
        if (committed >= 0) {
            assertThat(kaska.committed(client, topic))
                    .as("committed for %s", topic)
                    .isBetween(committed, asked);
        }
        return checkMessages(kaska);
    }

    private long checkMessages(Kaska kaska) {
        kaska.subscribe(List.of(topic));
        kaska.seek(topic, 0);
        Map<Integer, Long> last = new HashMap<>();
        Map<Long, Stamp> missing = new HashMap<>(acknowledged);
        @Nullable Stamp before = null;
        long next = 0;
        long bytes = 0;
        for (List<Message> some = read(kaska); !some.isEmpty(); some = read(kaska)) {
            for (Message message : some) {
                assertThat(message.offset()).as("offset in %s", topic).isEqualTo(next++);
                Stamp stamp = Stamp.checked(message);
                checkOrder(stamp, last.put(stamp.producer(), stamp.number()));
                checkBatch(stamp, before);
                Stamp expected = missing.remove(message.offset());
                assertThat(stamp)
                        .as("message %d of %s", message.offset(), topic)
                        .isEqualTo(expected == null ? stamp : expected);
                before = stamp;
                bytes += message.payload().remaining();
            }
        }
        kaska.unsubscribe();
        assertThat(missing).as("what is lost of %s", topic).isEmpty();
        assertThat(kaska.endOffset(topic)).as("end of %s", topic).isEqualTo(next);
        assertThat(before == null || before.index() == before.count() - 1)
                .as("the last batch of %s, %s, is whole", topic, before)
                .isTrue();
        return bytes;
    }

    private static List<Message> read(Kaska kaska) {
        return kaska.poll(10_000, Duration.ZERO);
    }

    private void checkOrder(Stamp stamp, @Nullable Long before) {
        if (before != null) {
            assertThat(stamp.number())
                    .as("order of producer %d in %s", stamp.producer(), topic)
                    .isGreaterThan(before);
        }
    }

    /** Those that were sent as one stand one behind the other, all or none. */
    private void checkBatch(Stamp stamp, @Nullable Stamp before) {
        if (before == null || before.index() == before.count() - 1) {
            assertThat(stamp.index())
                    .as("place in its batch, in %s, of %s", topic, stamp)
                    .isZero();
            return;
        }
        assertThat(stamp.index())
                .as("place in its batch, in %s, of %s behind %s", topic, stamp, before)
                .isEqualTo(before.index() + 1);
        assertThat(stamp.producer()).as("who sent the batch, in %s", topic).isEqualTo(before.producer());
    }
}
