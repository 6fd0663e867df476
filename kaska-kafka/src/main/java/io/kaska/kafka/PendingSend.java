package io.kaska.kafka;

import io.kaska.KaskaConnectionException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A message that is given to the producer, and what became of it: that settles it, on Kafka's thread mostly. It is the
 * future of who sent it, too, which is completed at once if somebody waits for it, and else by {@link Completions}.
 */
final class PendingSend extends SettledQueue.Entry implements Callback {
    private final TopicSends topic;
    private final @Nullable Completions completions;
    private final int size;
    /** The thread that gives it to the producer, until it has: only what that thread itself sees matters. */
    private @Nullable Thread giver;

    /**
     * @param completions who completes it; null if who sent it waits for it
     * @param size what it takes of the room for messages that nobody waits for
     */
    PendingSend(TopicSends topic, @Nullable Completions completions, int size) {
        this.topic = topic;
        this.completions = completions;
        this.size = size;
    }

    TopicSends topic() {
        return topic;
    }

    int size() {
        return size;
    }

    /** The producer is about to get it. */
    void give() {
        giver = Thread.currentThread();
        topic.give();
    }

    /** The producer has it. */
    void given() {
        giver = null;
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception problem) {
        if (problem != null) {
            // What fails while it is being given, on the giver's own thread, was never sent.
            boolean sent = Thread.currentThread() != giver;
            String name = topic.topic().name();
            fail(topic.isGone() ? Failures.unknown(name) : Failures.of(problem, name, sent));
        } else if (metadata != null && metadata.hasOffset()) {
            topic.succeed();
            settle(metadata.offset(), null);
        } else {
            fail(new KaskaConnectionException("the message was appended, but its offset is not known", true, null));
        }
    }

    void fail(RuntimeException problem) {
        giver = null;
        topic.fail();
        settle(0, problem);
    }

    private void settle(long offset, @Nullable RuntimeException problem) {
        setOutcome(offset, problem);
        if (completions == null) {
            tell();
        } else {
            completions.add(this);
        }
    }

    /** The producer has not got it, and who sent it is told so otherwise. */
    void withdraw() {
        giver = null;
        topic.fail();
    }
}
