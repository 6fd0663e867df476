package io.kaska.kafka;

import io.kaska.KaskaConnectionException;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A message that is given to the producer, and what became of it: that settles it, on Kafka's thread mostly. It is the
 * future of who sent it, too, which is completed when it is told: at once if somebody waits for it, and else by
 * {@link Completions}.
 */
final class PendingSend extends CompletableFuture<Long> implements Callback {
    private final TopicSends topic;
    private final @Nullable Completions completions;
    private final int size;
    /** The thread that gives it to the producer, until it has: only what that thread itself sees matters. */
    private @Nullable Thread giver = Thread.currentThread();

    private volatile @Nullable PendingSend next;

    private long offset; // both are written before it is settled
    private @Nullable RuntimeException problem;
    private volatile boolean settled;
    /** Made for who waits beside who sent it, as mostly nobody does. */
    private volatile @Nullable CompletableFuture<Long> watched;

    /**
     * @param completions who tells it; null if who sent it waits for it
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

    /** The next message of the topic, as {@link TopicSends} links them. */
    @Nullable
    PendingSend next() {
        return next;
    }

    void setNext(@Nullable PendingSend next) {
        this.next = next;
    }

    // --- given

    /** The producer is about to get it. */
    void give() {
        if (completions == null) {
            topic.addWaitedFor(this);
        } else {
            completions.expect(this);
        }
    }

    /** The producer has it. */
    void given() {
        giver = null;
    }

    /** The producer has not got it, and who sent it is told so otherwise. */
    void withdraw(RuntimeException problem) {
        mark(0, problem);
        if (completions != null) {
            completions.wake();
        }
    }

    // --- settled

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception problem) {
        if (problem != null) {
            // What fails while it is being given, on the giver's own thread, was never sent.
            boolean sent = Thread.currentThread() != giver;
            String name = topic.topic().name();
            fail(topic.isGone() ? Failures.unknown(name) : Failures.of(problem, name, sent));
        } else if (metadata != null && metadata.hasOffset()) {
            settle(metadata.offset(), null);
        } else {
            fail(new KaskaConnectionException("the message was appended, but its offset is not known", true, null));
        }
    }

    void fail(RuntimeException problem) {
        settle(0, problem);
    }

    private void settle(long got, @Nullable RuntimeException failure) {
        mark(got, failure);
        if (completions == null) {
            tell();
        } else {
            completions.wake(this);
        }
    }

    private void mark(long got, @Nullable RuntimeException failure) {
        assert !settled; // Kafka tells once, and not where it throws
        giver = null;
        offset = got;
        problem = failure;
        settled = true;
        CompletableFuture<Long> waiting = watched; // made before the look at whether it is settled, or seen here
        if (waiting != null) {
            passTo(waiting);
        }
        if (completions == null) {
            topic.removeWaitedFor(this);
        }
    }

    boolean isSettled() {
        return settled;
    }

    /** Completes with the same as soon as it is settled. Nothing of the application's may hang on it. */
    CompletableFuture<Long> whenSettled() {
        CompletableFuture<Long> made;
        synchronized (this) {
            made = watched == null ? new CompletableFuture<>() : watched;
            watched = made;
        }
        if (settled) {
            passTo(made);
        }
        return made;
    }

    /** Completes the future of who sent it, and so runs what the application hung on it. */
    void tell() {
        passTo(this);
    }

    private void passTo(CompletableFuture<Long> future) {
        RuntimeException failure = problem;
        if (failure == null) {
            future.complete(offset);
        } else {
            future.completeExceptionally(failure);
        }
    }
}
