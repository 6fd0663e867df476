package io.kaska.client;

import io.kaska.protocol.Messages;
import io.kaska.spi.TopicPosition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One topic of a subscription: the position, and the messages that were read ahead from there, or why there are none.
 * Used under the lock of its {@link Subscription}.
 *
 * <p>Invariant: what was read ahead begins at the position or behind it, and the position moves only when a message is
 * handed out, or by a seek.
 */
final class SubscribedTopic {
    private final int place;
    private final String topic;
    private long offset;
    private @Nullable TopicPosition position;
    private List<Messages> runs = List.of();
    private int runIndex;
    private int messageIndex;
    private long bufferedSize;
    private @Nullable ReadFailure failure;

    /** @param place in the ring */
    SubscribedTopic(int place, String topic, long offset) {
        this.place = place;
        this.topic = topic;
        this.offset = offset;
    }

    int place() {
        return place;
    }

    String topic() {
        return topic;
    }

    /** The offset of the message that is handed out next. */
    long offset() {
        return offset;
    }

    /**
     * Where this topic stands. A new object whenever something changed: while it is the same, an answer to a question
     * about it still holds.
     */
    TopicPosition position() {
        if (position == null) {
            position = new TopicPosition(topic, offset);
        }
        return position;
    }

    boolean hasBuffered() {
        return runIndex < runs.size();
    }

    /** The bytes of the messages that were read ahead and not handed out. */
    long bufferedSize() {
        return bufferedSize;
    }

    /** Takes what was read ahead at {@link #position}. */
    void buffer(List<Messages> read) {
        drop();
        runs = read;
        for (Messages run : read) {
            bufferedSize += run.size();
        }
    }

    /** Takes it that nothing can be read at {@link #position}. */
    void fail(ReadFailure why) {
        drop();
        failure = why;
    }

    /** What is to be handed out in place of a message. */
    @Nullable
    ReadFailure failure() {
        return failure;
    }

    /** Hands out the next of the messages read ahead, so many at most. */
    void take(Poll poll, int most) {
        int left = most;
        while (left > 0 && hasBuffered()) {
            Messages run = runs.get(runIndex);
            int count = Math.min(run.count() - messageIndex, left);
            int end = messageIndex + count;
            left -= count;
            poll.expect(count);
            for (int i = messageIndex; i < end; i++) {
                poll.take(new ReceivedMessage(topic, run, i));
                bufferedSize -= run.bodySize(i);
            }
            offset = run.offset(end - 1) + 1;
            messageIndex = end;
            if (messageIndex == run.count()) {
                messageIndex = 0;
                runIndex++;
            }
        }
        position = null;
        if (!hasBuffered()) {
            drop(); // lets the received memory go
        }
    }

    void seek(long to) {
        drop();
        offset = to;
    }

    /** Forgets what was read ahead. */
    void drop() {
        runs = List.of();
        runIndex = 0;
        messageIndex = 0;
        bufferedSize = 0;
        failure = null;
        position = null;
    }
}
