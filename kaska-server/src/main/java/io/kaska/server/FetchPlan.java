package io.kaska.server;

import io.kaska.broker.Broker;
import io.kaska.broker.FetchWait;
import io.kaska.broker.RefusedException;
import io.kaska.broker.Topic;
import io.kaska.log.Slices;
import io.kaska.protocol.FetchRequest;
import io.kaska.protocol.FetchResponse;
import io.kaska.protocol.Protocol;
import io.kaska.protocol.ResponseHeader;
import io.kaska.protocol.SectionError;
import io.kaska.protocol.Status;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A fetch as the broker carries it out: which topics to look at, from which offsets, within which limits; and its
 * answer, whose messages are sent from where they lie.
 *
 * <p>For one thread at a time.
 */
final class FetchPlan implements AutoCloseable {
    /** What a topic takes of the heap, about; more while it is waited for. */
    private static final int TOPIC_MEMORY = 64;

    private static final int MOST_ROOM_AT_FIRST = 64;

    private final Broker broker;
    private final int maxBytes;
    private final int maxMessages;
    private final int waitMillis;
    /** None for a fetch of few topics, as nearly all are. */
    private @Nullable AtomicInteger claimed;

    private @Nullable Topic[] topics;
    private long[] offsets;
    private int count;

    /** @param topicCount how many are to be added, 1 or more; memory is taken as they are */
    FetchPlan(Broker broker, FetchRequest limits, int topicCount) {
        this.broker = broker;
        maxBytes = limits.maxBytes();
        maxMessages = limits.maxMessages();
        waitMillis = limits.waitMillis();
        int room = Math.min(topicCount, MOST_ROOM_AT_FIRST);
        topics = new Topic[room];
        offsets = new long[room];
    }

    /** Counts the memory for topics that are to be added, so that a crowd of large fetches is refused some. */
    void claim(int topicCount) throws RefusedException {
        int bytes = topicCount * TOPIC_MEMORY;
        broker.claim(bytes);
        if (claimed == null) {
            claimed = new AtomicInteger();
        }
        claimed.addAndGet(bytes);
    }

    /** Gives back what was claimed. May be called by any thread, any number of times, once all are added. */
    @Override
    public void close() {
        int bytes = claimed == null ? 0 : claimed.getAndSet(0);
        if (bytes > 0) {
            broker.giveBack(bytes);
        }
    }

    /** @param topic null if there is none of that id */
    void add(@Nullable Topic topic, long offset) {
        if (count == topics.length) {
            topics = Arrays.copyOf(topics, count * 2);
            offsets = Arrays.copyOf(offsets, count * 2);
        }
        topics[count] = topic;
        offsets[count++] = offset;
    }

    long waitNanos() {
        return TimeUnit.MILLISECONDS.toNanos(waitMillis);
    }

    /**
     * Writes the whole answer.
     *
     * @return whether there is anything in it
     */
    boolean answer(Slices to) {
        int header = to.addHeader(ResponseHeader.SIZE);
        boolean cut = addSections(to);
        long size = to.size() - ResponseHeader.SIZE;
        new ResponseHeader(Status.OK.code(), cut ? ResponseHeader.CUT : 0, Math.toIntExact(size))
                .put(to.header(header));
        return size > 0;
    }

    /** Returns whether a limit was reached before the last topic. */
    private boolean addSections(Slices to) {
        long left = Math.min(maxBytes, Protocol.MAX_FETCH_SIZE);
        boolean first = true;
        for (int i = 0; i < count; i++) {
            if (!to.hasRoom()) {
                return true;
            }
            long before = to.size();
            int section = to.addHeader(FetchResponse.SECTION_HEADER_SIZE);
            int flags = addRuns(i, left, first, to);
            long size = to.size() - before - FetchResponse.SECTION_HEADER_SIZE;
            if (size == 0 && (flags & FetchResponse.UNKNOWN_TOPIC) == 0) {
                to.removeHeader(FetchResponse.SECTION_HEADER_SIZE);
                if (flags != 0) {
                    return true; // there is something, but it does not fit any more
                }
                continue;
            }
            FetchResponse.putSection(to.header(section), i, flags, (int) size);
            left -= size;
            first &= size == 0;
        }
        return false;
    }

    /** Returns the flags of the section. */
    private int addRuns(int i, long maxBytes, boolean first, Slices to) {
        Topic topic = topics[i];
        if (topic == null) {
            return FetchResponse.UNKNOWN_TOPIC;
        }
        try {
            long offset = offsets[i];
            int given = topic.read(offset, maxMessages, maxBytes, first, to);
            boolean arrivedMeanwhile = first && given == 0; // a moment later than this answer's
            return !arrivedMeanwhile && hasMore(topic, offset + given) ? FetchResponse.MORE : 0;
        } catch (RefusedException e) {
            return e.reason() == RefusedException.Reason.UNKNOWN_TOPIC
                    ? FetchResponse.UNKNOWN_TOPIC
                    : addError(e, maxBytes, first, to);
        }
    }

    /** Of a topic that was deleted just now the next fetch is told: what was read before is held, and is given. */
    private static boolean hasMore(Topic topic, long next) {
        try {
            return topic.endOffset() > next;
        } catch (RefusedException e) {
            return false;
        }
    }

    /** An error has the limits of a message. It brings its own memory: the room for headers is small. */
    static int addError(RefusedException refusal, long maxBytes, boolean first, Slices to) {
        int status = Statuses.of(refusal.reason()).code();
        ByteBuffer error = new SectionError(status, refusal.value(), Statuses.text(refusal)).toBytes();
        if (!first && error.remaining() > maxBytes) {
            return FetchResponse.MORE;
        }
        to.add(error);
        return FetchResponse.FAILED;
    }

    /** Whether one of its topics was deleted, so that an answer may keep it from going. Any thread, once all are added. */
    boolean hasDeleted() {
        for (int i = 0; i < count; i++) {
            Topic topic = topics[i];
            if (topic != null && topic.isDeleted()) {
                return true;
            }
        }
        return false;
    }

    /** Begins to wait for the first message of any of the topics that exist. */
    void begin(FetchWait wait) {
        List<Topic> living = new ArrayList<>(count);
        long[] wanted = new long[count];
        for (int i = 0; i < count; i++) {
            Topic topic = topics[i];
            if (topic != null) {
                wanted[living.size()] = offsets[i];
                living.add(topic);
            }
        }
        wait.begin(living, wanted);
    }
}
