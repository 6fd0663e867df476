package io.kaska.kafka;

import io.kaska.protocol.FetchResponse;
import io.kaska.protocol.FetchResponse.Section;
import io.kaska.protocol.SectionError;
import io.kaska.protocol.Status;
import io.kaska.spi.TopicPosition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One look at topics, in their order, at one moment: what each has from an offset on. Of a topic of which nothing is read
 * ahead the end is asked for, if what is known of it is not enough, and all that lies below is there at that moment: so
 * nothing that was read ahead of a later topic is handed out before that of an earlier one. Used by the reader's thread,
 * but for {@link #forget}.
 */
final class Look {
    /** How many topics are read at once, each of which may bring as much as is read ahead. */
    private static final int READ_AT_ONCE = 16;

    private final Cluster cluster;
    private final TopicDirectory directory;
    private final RangeCalls ranges;
    private final RecordReader records;
    /** Of each topic an end that it had. */
    private final Map<String, Long> ends = new ConcurrentHashMap<>();

    private final TopicIds ids = new TopicIds();
    private int renewals;

    Look(Cluster cluster, TopicDirectory directory, RangeCalls ranges) {
        this.cluster = cluster;
        this.directory = directory;
        this.ranges = ranges;
        this.records = new RecordReader(cluster, ranges);
    }

    /** By any thread: what was read ahead of a topic does not count any more. */
    void forget(String topic) {
        ends.remove(topic);
        records.forget(TopicNames.encode(topic));
        TopicNames.apart(topic).ifPresent(records::forget);
    }

    /** Takes what somebody else has read at an offset. */
    void readAhead(TopicPartition partition, long offset, List<ConsumerRecord<ByteBuffer, ByteBuffer>> read) {
        TopicBuffer buffer = records.buffer(partition);
        if (buffer.isEmpty() && buffer.isAt(offset)) {
            buffer.fill(read);
        }
    }

    /** What there is; of topics with nothing it leaves their ends in the call. */
    FetchResponse at(FetchCall call) {
        long giveUp = System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(cluster.settings().requestMillis());
        List<@Nullable Wanted> topics = find(call.positions());
        List<Wanted> asked = new ArrayList<>();
        for (Wanted topic : topics) {
            if (topic != null && topic.state() == Wanted.State.UNREAD && topic.offset() >= topic.end()) {
                asked.add(topic);
            }
        }
        ask(asked);
        read(topics, call.maxBytes(), giveUp);
        call.ends().clear();
        return answer(topics, call, asked);
    }

    private List<@Nullable Wanted> find(List<TopicPosition> positions) {
        Map<String, KnownTopic> known = known(positions);
        List<@Nullable Wanted> topics = new ArrayList<>(positions.size());
        for (TopicPosition position : positions) {
            KnownTopic found = known.get(position.topic());
            Wanted topic = found == null ? null : new Wanted(found, position.offset());
            if (topic != null) {
                topic.setEnd(ends.getOrDefault(position.topic(), 0L));
                TopicBuffer buffer = records.buffer(topic.partition());
                if (!buffer.isAt(topic.offset())) {
                    buffer.startAt(topic.offset());
                }
                topic.setState(buffer.has(topic.offset()) ? Wanted.State.READ : Wanted.State.UNREAD);
            }
            topics.add(topic);
        }
        return topics;
    }

    /**
     * Those of the topics that there are. Where one is read elsewhere than it was read last, something that was asked for
     * before may fit again: so it is looked for anew, whether it is still the same.
     */
    private Map<String, KnownTopic> known(List<TopicPosition> positions) {
        Map<String, KnownTopic> known =
                directory.findAll(positions.stream().map(TopicPosition::topic).toList());
        List<TopicPosition> moved = positions.stream()
                .filter(position -> isMoved(known.get(position.topic()), position.offset()))
                .toList();
        if (!moved.isEmpty()) {
            List<String> again = moved.stream().map(TopicPosition::topic).toList();
            again.forEach(known::remove);
            known.putAll(directory.findAllAgain(again));
        }
        dropOthers(known.values());
        return known;
    }

    private boolean isMoved(@Nullable KnownTopic topic, long offset) {
        return topic != null && records.buffer(topic.partition()).isElsewhere(offset);
    }

    /** What was read or asked for of a topic counts no more if it is another one of that name now. */
    private void dropOthers(Collection<KnownTopic> known) {
        boolean others = false;
        for (KnownTopic topic : known) {
            if (ids.isAnother(topic)) {
                ends.remove(topic.name());
                records.forget(topic.kafkaName());
                others = true;
            }
        }
        if (others) {
            renew();
        }
    }

    private void renew() {
        records.renew();
        renewals++;
    }

    /** How often it was found that what consumers have asked for may be of topics that there are no more. */
    int renewals() {
        return renewals;
    }

    private void ask(List<Wanted> topics) {
        boolean isLower = false;
        Map<String, Long> now = ranges.ends(topics.stream().map(Wanted::topic).toList());
        for (Wanted topic : topics) {
            Long end = now.get(topic.topic().name());
            if (end == null) {
                ends.remove(topic.topic().name());
                topic.setState(Wanted.State.UNKNOWN);
            } else {
                Long before = ends.put(topic.topic().name(), end);
                isLower |= before != null && end < before;
                topic.setEnd(end);
            }
        }
        if (isLower) {
            renew(); // it is another topic, or has lost messages
        }
    }

    /** In the order of the topics, until there is as much as the answer takes. */
    private void read(List<@Nullable Wanted> topics, int maxBytes, long giveUp) {
        List<Wanted> next = new ArrayList<>();
        long size = 0;
        for (Wanted topic : topics) {
            if (topic == null) {
                continue;
            }
            if (topic.state() == Wanted.State.READ) {
                size += records.buffer(topic.partition()).size();
            } else if (topic.state() == Wanted.State.UNREAD) {
                next.add(topic);
            }
            if (next.size() == READ_AT_ONCE) {
                records.read(next, giveUp);
                size += next.stream()
                        .mapToLong(read -> records.buffer(read.partition()).size())
                        .sum();
                next.clear();
            }
            if (size >= maxBytes) {
                return;
            }
        }
        if (!next.isEmpty()) {
            records.read(next, giveUp);
        }
    }

    private FetchResponse answer(List<@Nullable Wanted> topics, FetchCall call, List<Wanted> asked) {
        List<Section> sections = new ArrayList<>();
        int room = call.maxBytes();
        for (int i = 0; i < topics.size(); i++) {
            Wanted topic = topics.get(i);
            if (topic == null) {
                sections.add(new Section(i, false, true, List.of()));
                continue;
            }
            if (topic.state() == Wanted.State.UNREAD || (topic.state() == Wanted.State.READ && room <= 0)) {
                return new FetchResponse(sections, true);
            }
            if (topic.state() == Wanted.State.READ) {
                ReadRecords read = records.buffer(topic.partition()).take(room, call.maxMessages());
                boolean more = hasMore(topic, read, asked.contains(topic));
                sections.add(new Section(i, more, false, List.of(read)));
                room = (int) Math.max(0, room - read.size());
            } else {
                addOther(sections, i, topic, call);
            }
        }
        return new FetchResponse(sections, false);
    }

    /** Whether a topic may have more at this moment: only of one that was asked about just now it is known. */
    private boolean hasMore(Wanted topic, ReadRecords read, boolean asked) {
        long next = read.offset(read.count() - 1) + 1;
        return !asked || !records.buffer(topic.partition()).isEmpty() || next < topic.end();
    }

    private void addOther(List<Section> sections, int index, Wanted topic, FetchCall call) {
        switch (topic.state()) {
            case UNKNOWN -> {
                ends.remove(topic.topic().name());
                sections.add(new Section(index, false, true, List.of()));
            }
            case NOTHING -> {
                ends.put(topic.topic().name(), topic.end());
                call.ends().put(topic.partition(), topic.end());
            }
            case GONE -> {
                String text = "offset " + topic.offset() + " is not in [" + topic.earliest() + ", " + topic.end() + ")";
                sections.add(new Section(
                        index, new SectionError(Status.OFFSET_OUT_OF_RANGE.code(), topic.earliest(), text)));
            }
            case READ, UNREAD -> throw new AssertionError("a topic that is " + topic.state() + " has messages");
        }
    }

    void close() {
        records.close();
    }
}
