package io.kaska.client;

import io.kaska.KaskaClosedException;
import io.kaska.MessageTooLargeException;
import io.kaska.NoCommittedOffsetException;
import io.kaska.OffsetOutOfRangeException;
import io.kaska.OutgoingMessage;
import io.kaska.Retention;
import io.kaska.TopicExistsException;
import io.kaska.UnknownTopicException;
import io.kaska.protocol.FetchResponse;
import io.kaska.protocol.FetchResponse.Section;
import io.kaska.protocol.Messages;
import io.kaska.protocol.RetentionFields;
import io.kaska.protocol.Run;
import io.kaska.protocol.SectionError;
import io.kaska.protocol.Status;
import io.kaska.spi.BrokerLink;
import io.kaska.spi.Retentions;
import io.kaska.spi.TopicPosition;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A broker in memory, for tests of what stands above the link. It counts the fetches, and can cut runs and answers. */
class MemoryLink implements BrokerLink {
    private final Map<String, List<byte[]>> topics = new LinkedHashMap<>();
    private final Map<String, Long> committed = new HashMap<>();
    private static final RetentionFields UNLIMITED = Retentions.fields(Retention.UNLIMITED);

    private final Map<String, RetentionFields> retentions = new HashMap<>();
    private final Map<String, Long> earliest = new HashMap<>();
    /** Of each topic the offset behind a damaged one. */
    private final Map<String, Map<Long, Long>> damaged = new HashMap<>();

    private int waitsEnded;
    private boolean closed;
    int fetches;
    int sends;
    int largestSend = Integer.MAX_VALUE;
    int longestRun = Integer.MAX_VALUE;
    int mostSections = Integer.MAX_VALUE;
    /** Runs at the begin of each fetch, with no lock held. */
    Consumer<List<TopicPosition>> onFetch = positions -> {};
    /** Runs at the begin of each send, with no lock held. */
    Consumer<String> onSend = topic -> {};

    @Override
    public synchronized void createTopic(String topic) {
        if (topics.putIfAbsent(topic, new ArrayList<>()) != null) {
            throw new TopicExistsException(topic);
        }
    }

    @Override
    public synchronized void deleteTopic(String topic) {
        existing(topic);
        topics.remove(topic);
        earliest.remove(topic);
        retentions.remove(topic);
        damaged.remove(topic);
        notifyAll();
    }

    @Override
    public synchronized int topicCount() {
        return topics.size();
    }

    @Override
    public synchronized Set<String> topics() {
        return new java.util.LinkedHashSet<>(topics.keySet());
    }

    @Override
    public long send(String topic, List<OutgoingMessage> messages) {
        onSend.accept(topic);
        return append(topic, messages);
    }

    /** Makes messages unreadable. */
    synchronized void damage(String topic, long start, long end) {
        for (long offset = start; offset < end; offset++) {
            damaged.computeIfAbsent(topic, name -> new HashMap<>()).put(offset, end);
        }
    }

    /** Payloads only: what has keys and headers is not for this link. */
    private synchronized long append(String topic, List<OutgoingMessage> messages) {
        if (closed) {
            throw new KaskaClosedException("closed");
        }
        sends++;
        List<byte[]> queue = existing(topic);
        long size = messages.stream().mapToLong(m -> m.payload().remaining()).sum();
        if (size > largestSend) {
            throw new MessageTooLargeException(size + " bytes");
        }
        for (OutgoingMessage message : messages) {
            byte[] bytes = new byte[message.payload().remaining()];
            message.payload().duplicate().get(bytes);
            queue.add(bytes);
        }
        notifyAll();
        return (long) queue.size() - messages.size();
    }

    @Override
    public synchronized int messageLength(String topic, long offset) {
        List<byte[]> queue = existing(topic);
        return offset < queue.size() ? queue.get((int) offset).length : 0;
    }

    @Override
    public synchronized long endOffset(String topic) {
        return existing(topic).size();
    }

    @Override
    public synchronized long earliestOffset(String topic) {
        existing(topic);
        return earliest.getOrDefault(topic, 0L);
    }

    /** As {@link #run} has it: the message of an offset is of a thousand milliseconds more. */
    @Override
    public synchronized OptionalLong offsetForTime(String topic, long millis) {
        long offset = Math.max(earliestOffset(topic), millis - 1_000L);
        return offset < endOffset(topic) ? OptionalLong.of(offset) : OptionalLong.empty();
    }

    @Override
    public synchronized long trimTopic(String topic, long offset) {
        if (offset > endOffset(topic)) {
            throw new OffsetOutOfRangeException(topic, earliestOffset(topic));
        }
        return earliest.merge(topic, offset, Math::max);
    }

    @Override
    public synchronized RetentionFields retention(String topic) {
        endOffset(topic);
        return retentions.getOrDefault(topic, UNLIMITED);
    }

    @Override
    public synchronized RetentionFields setRetention(String topic, RetentionFields own) {
        endOffset(topic);
        retentions.put(topic, own.equals(Retentions.BROKERS) ? UNLIMITED : own);
        return retention(topic);
    }

    @Override
    public synchronized List<OptionalLong> endOffsets(List<String> names) {
        List<OptionalLong> ends = new ArrayList<>();
        for (String name : names) {
            List<byte[]> queue = topics.get(name);
            ends.add(queue == null ? OptionalLong.empty() : OptionalLong.of(queue.size()));
        }
        return ends;
    }

    @Override
    public FetchResponse fetch(List<TopicPosition> positions, int maxBytes, int maxMessages, Duration wait) {
        onFetch.accept(positions);
        return doFetch(positions, maxBytes, maxMessages, wait);
    }

    private synchronized FetchResponse doFetch(
            List<TopicPosition> positions, int maxBytes, int maxMessages, Duration wait) {
        fetches++;
        int ended = waitsEnded;
        long end = System.nanoTime() + wait.toNanos();
        FetchResponse response = look(positions, maxBytes, maxMessages);
        while (response.sections().isEmpty() && ended == waitsEnded && !closed && end - System.nanoTime() > 0) {
            try {
                wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new io.kaska.KaskaInterruptedException("interrupted", true);
            }
            response = look(positions, maxBytes, maxMessages);
        }
        if (closed) {
            throw new KaskaClosedException("closed");
        }
        return response;
    }

    private FetchResponse look(List<TopicPosition> positions, int maxBytes, int maxMessages) {
        List<Section> sections = new ArrayList<>();
        long room = maxBytes;
        for (int i = 0; i < positions.size(); i++) {
            TopicPosition position = positions.get(i);
            List<byte[]> queue = topics.get(position.topic());
            SectionError error = queue == null ? null : errorAt(position);
            if (queue == null) {
                sections.add(new Section(i, false, true, List.of()));
            } else if (error != null) {
                sections.add(new Section(i, error));
                if (sections.size() >= mostSections) {
                    return new FetchResponse(sections, true);
                }
            } else if (position.offset() < queue.size()) {
                int start = (int) position.offset();
                int last = start;
                while (last < queue.size()
                        && !isDamaged(position.topic(), last)
                        && last - start < maxMessages
                        && (queue.get(last).length <= room || (last == start && room == maxBytes))) {
                    room -= queue.get(last++).length;
                }
                if (last == start) {
                    return new FetchResponse(sections, true);
                }
                sections.add(new Section(i, last < queue.size(), false, runs(queue, start, last)));
                if (room <= 0 || sections.size() >= mostSections) {
                    return new FetchResponse(sections, true);
                }
            }
        }
        return new FetchResponse(sections, false);
    }

    private @Nullable SectionError errorAt(TopicPosition position) {
        String topic = position.topic();
        long first = earliest.getOrDefault(topic, 0L);
        if (position.offset() < first) {
            return new SectionError(Status.OFFSET_OUT_OF_RANGE.code(), first, "out of range");
        }
        return isDamaged(topic, position.offset())
                ? new SectionError(
                        Status.STORAGE_FAILED.code(),
                        damaged.getOrDefault(topic, Map.of()).getOrDefault(position.offset(), 0L),
                        "damaged")
                : null;
    }

    private boolean isDamaged(String topic, long offset) {
        return damaged.getOrDefault(topic, Map.of()).containsKey(offset);
    }

    private List<Messages> runs(List<byte[]> queue, int start, int end) {
        List<Messages> runs = new ArrayList<>();
        for (int from = start; from < end; from += longestRun) {
            runs.add(run(queue, from, (int) Math.min(end, from + (long) longestRun)));
            if (longestRun == Integer.MAX_VALUE) {
                break;
            }
        }
        return runs;
    }

    static Run run(List<byte[]> queue, int start, int end) {
        int size = queue.subList(start, end).stream().mapToInt(b -> b.length).sum();
        ByteBuffer table = ByteBuffer.allocate((end - start + 1) * Integer.BYTES);
        ByteBuffer bodies = ByteBuffer.allocate(size);
        table.putInt(0);
        for (byte[] message : queue.subList(start, end)) {
            bodies.put(message);
            table.putInt(bodies.position());
        }
        return new Run(start, 1_000L + start, 0, end - start, table.flip(), bodies.flip());
    }

    @Override
    public synchronized void endWaits() {
        waitsEnded++;
        notifyAll();
    }

    @Override
    public synchronized void commit(String client, String topic, long offset) {
        existing(topic);
        committed.put(client + '\0' + topic, offset);
    }

    @Override
    public synchronized long committed(String client, String topic) {
        existing(topic);
        @Nullable Long offset = committed.get(client + '\0' + topic);
        if (offset == null) {
            throw new NoCommittedOffsetException(topic);
        }
        return offset;
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }

    private List<byte[]> existing(String topic) {
        List<byte[]> queue = topics.get(topic);
        if (queue == null) {
            throw new UnknownTopicException(topic);
        }
        return queue;
    }
}
