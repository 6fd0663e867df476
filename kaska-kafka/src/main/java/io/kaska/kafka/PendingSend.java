package io.kaska.kafka;

import io.kaska.KaskaConnectionException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A message that was given to the producer, and what became of it, which Kafka's thread tells or who gives it up,
 * whoever comes first.
 */
final class PendingSend implements Callback {
    private final TopicSends topic;
    private final Thread caller = Thread.currentThread();
    private final long startNanos = System.nanoTime();
    private final Consumer<PendingSend> afterwards;
    private volatile boolean given;
    /** Made for who waits, as mostly nobody does. */
    private @Nullable CompletableFuture<Long> settled;

    private boolean over;
    private long offset; // both are written before it is over
    private @Nullable RuntimeException problem;

    /** @param afterwards runs once it is settled, on the thread that tells */
    PendingSend(TopicSends topic, Consumer<PendingSend> afterwards) {
        this.topic = topic;
        this.afterwards = afterwards;
    }

    long startNanos() {
        return startNanos;
    }

    TopicSends topic() {
        return topic;
    }

    /** Its offset, or why it has none. Nothing of the application's may hang on it. */
    synchronized CompletableFuture<Long> settled() {
        CompletableFuture<Long> made = settled;
        if (made == null) {
            made = new CompletableFuture<>();
            settled = made;
            if (over) {
                passTo(made);
            }
        }
        return made;
    }

    /** Tells what became of it, once it is settled. */
    void passTo(CompletableFuture<Long> future) {
        RuntimeException failure = problem;
        if (failure == null) {
            future.complete(offset);
        } else {
            future.completeExceptionally(failure);
        }
    }

    /** The producer has it. */
    void given() {
        given = true;
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception problem) {
        if (problem != null) {
            // What fails while it is being given, on the caller's own thread, was never sent.
            boolean sent = given || Thread.currentThread() != caller;
            fail(Failures.of(problem, topic.topic().name(), sent));
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
        CompletableFuture<Long> awaited;
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
            offset = got;
            problem = failure;
            awaited = settled;
        }
        topic.remove(this);
        if (awaited != null) {
            passTo(awaited);
        }
        afterwards.accept(this);
    }
}
