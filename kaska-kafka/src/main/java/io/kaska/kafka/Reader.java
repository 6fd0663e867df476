package io.kaska.kafka;

import io.kaska.KaskaClosedException;
import io.kaska.KaskaConnectionException;
import io.kaska.KaskaInterruptedException;
import io.kaska.protocol.FetchResponse;
import io.kaska.spi.TopicPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * All that is read, by one thread at a time, as Kafka's consumers want it. A fetch looks for messages on its caller's
 * thread where nobody else reads, as handing an answer over costs more than a look. Whatever else there is to be asked goes
 * to a daemon thread, which the first such question starts: any thread asks and waits for its answer. An interrupt ends
 * only its own caller's fetch.
 *
 * <p>A fetch that finds nothing and may wait is put aside, and while there is one the thread waits for messages of all of
 * them ({@link Waiting}), until something comes or somebody asks. What came is a reason to look again, and no more: the
 * order of the topics is that of one look ({@link Look}).
 */
final class Reader implements AutoCloseable {
    private static final long MOST_NANOS = Long.MAX_VALUE / 4;

    /** The longest without a look: a topic that was made anew may have what its consumer has not noticed. */
    private static final long LONGEST_WAIT_MILLIS = 1_000;

    private final Cluster cluster;
    /** Held by who reads, for all that is used by the reader. */
    private final ReentrantLock reading = new ReentrantLock();

    private final Look look;
    private final Waiting waiting;
    private final Lengths lengths;
    private final LinkedBlockingQueue<Runnable> questions = new LinkedBlockingQueue<>();
    private final List<FetchCall> aside = new ArrayList<>();
    private @Nullable Thread thread;
    private final AtomicInteger endedWaits = new AtomicInteger();
    private volatile boolean closed;

    Reader(Cluster cluster, TopicDirectory directory, RangeCalls ranges) {
        this.cluster = cluster;
        this.look = new Look(cluster, directory, ranges);
        this.waiting = new Waiting(cluster, look);
        this.lengths = new Lengths(cluster);
    }

    // --- any thread

    FetchResponse fetch(List<TopicPosition> positions, int maxBytes, int maxMessages, Duration wait) {
        long nanos = wait.compareTo(Duration.ofNanos(MOST_NANOS)) > 0 ? MOST_NANOS : wait.toNanos();
        FetchCall call = new FetchCall(positions, maxBytes, maxMessages, nanos);
        int ended = endedWaits.get();
        if (!isLookedForHere(call)) {
            ask(() -> begin(call));
        } else if (!call.answer().isDone()) {
            ask(() -> putAside(call, ended));
        }
        return await(call.answer(), nanos);
    }

    /** Looks on this thread, if nobody else reads, and none is about to: whoever waits to read goes first. */
    private boolean isLookedForHere(FetchCall call) {
        if (Thread.currentThread().isInterrupted() || reading.hasQueuedThreads() || !reading.tryLock()) {
            return false;
        }
        try {
            if (!closed) {
                look(call);
            }
            return !closed;
        } finally {
            reading.unlock();
        }
    }

    /** The length of the message at an offset below the end of a topic; 0 if there is none. */
    int messageLength(KnownTopic topic, long offset, long end) {
        CompletableFuture<Integer> answer = new CompletableFuture<>();
        ask(() -> answer(answer, topic.name(), () -> lengths.of(topic, offset, end)));
        return await(answer, 0);
    }

    /** Nothing that was read ahead of a topic counts any more. */
    void forget(String topic) {
        look.forget(topic);
    }

    /** Lets fetches that wait end with nothing. */
    void endWaits() {
        ask(() -> {
            endedWaits.incrementAndGet();
            aside.forEach(FetchCall::endEmpty);
            aside.clear();
        });
    }

    private void ask(Runnable question) {
        synchronized (questions) {
            cluster.checkOpen();
            questions.add(question);
            startThread();
        }
        waiting.interrupt();
    }

    private void startThread() {
        if (thread == null) {
            thread = new Thread(this::run, "kaska-kafka-reader");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private <T> T await(CompletableFuture<T> answer, long waitNanos) {
        long most = cluster.settings().requestMillis() + 1_000L;
        try {
            return answer.get(TimeUnit.MILLISECONDS.toNanos(most) + waitNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            answer.cancel(false);
            Thread.currentThread().interrupt();
            throw new KaskaInterruptedException("interrupted while waiting for messages", false);
        } catch (ExecutionException e) {
            cluster.checkOpen();
            throw Failures.of(e.getCause(), "", false);
        } catch (TimeoutException e) {
            answer.cancel(false);
            throw new KaskaConnectionException("the cluster gave no answer in " + most + " ms", false, e);
        }
    }

    @Override
    public void close() {
        synchronized (questions) {
            closed = true;
            questions.add(() -> {}); // wakes the thread
            startThread(); // as only it may wait for who reads
        }
        waiting.interrupt();
    }

    // --- the reader's thread

    private void run() {
        try {
            while (!closed) {
                Runnable next = aside.isEmpty() ? questions.take() : questions.poll();
                reading.lock();
                try {
                    if (next != null) {
                        next.run();
                    } else {
                        waitForMessages();
                    }
                } finally {
                    reading.unlock();
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody knows this thread", e);
        } finally {
            end();
        }
    }

    private void begin(FetchCall call) {
        look(call);
        if (!call.answer().isDone()) {
            aside.add(call);
        }
    }

    /** By who reads. There is an answer then, or nothing was found and the call may wait. */
    private void look(FetchCall call) {
        answer(call.answer(), "", () -> {
            call.take(look.at(call));
            return null;
        });
    }

    private void putAside(FetchCall call, int ended) {
        if (ended == endedWaits.get()) {
            aside.add(call);
        } else {
            call.endEmpty(); // its wait was ended while it looked
        }
    }

    /** A question about something. */
    private interface Question<T> {
        @Nullable
        T ask();
    }

    /** Whatever goes wrong belongs to who asked, and the thread lives. */
    private static <T> void answer(CompletableFuture<T> answer, String topic, Question<T> question) {
        try {
            T found = question.ask();
            if (found != null) {
                answer.complete(found);
            }
        } catch (UnsupportedOperationException | IllegalArgumentException | AssertionError e) {
            answer.completeExceptionally(e);
        } catch (RuntimeException e) {
            answer.completeExceptionally(Failures.of(e, topic, false));
        }
    }

    private void waitForMessages() {
        Map<TopicPartition, Long> ends = new HashMap<>();
        long nanos = TimeUnit.MILLISECONDS.toNanos(LONGEST_WAIT_MILLIS);
        for (FetchCall call : aside) {
            ends.putAll(call.ends());
            nanos = Math.min(nanos, call.leftNanos());
        }
        FetchCall first = aside.get(0);
        long most = nanos;
        answer(first.answer(), "", () -> {
            waiting.await(ends, most);
            return null;
        });
        List<FetchCall> again = new ArrayList<>(aside);
        aside.clear();
        for (FetchCall call : again) {
            if (call.answer().isDone()) {
                continue;
            }
            if (call.leftNanos() <= 0) {
                call.endEmpty();
            } else if (questions.isEmpty()) {
                begin(call);
            } else {
                aside.add(call); // who asks now goes first
            }
        }
    }

    private void end() {
        KaskaClosedException why = new KaskaClosedException("the client was closed");
        aside.forEach(call -> call.answer().completeExceptionally(why));
        reading.lock();
        try {
            look.close();
            waiting.close();
            lengths.close();
        } finally {
            reading.unlock();
        }
        for (Runnable left = questions.poll(); left != null; left = questions.poll()) {
            left.run(); // each meets a cluster that is closed
        }
        aside.forEach(call -> call.answer().completeExceptionally(why));
    }
}
