package io.kaska.jmh;

import io.kaska.log.MessageQueue;
import io.kaska.log.MessageStore;
import io.kaska.log.Reservation;
import io.kaska.log.Slices;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The queue of one topic in memory, as a connection uses it: a message at a time, and batches of 1 000. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class QueueBenchmark {
    private static final int BATCH = 1_000;
    private static final int KEPT = 200_000; // messages; more are trimmed, so that memory stays as it is

    @Param({"100", "1000"})
    private int size;

    private final ByteBuffer scratch = ByteBuffer.allocateDirect(64 << 10);
    private MessageStore store = newStore();
    private MessageQueue queue = newQueue(store);
    private ByteBuffer message = ByteBuffer.allocateDirect(0);
    private ByteBuffer batch = ByteBuffer.allocateDirect(0);
    private long next;

    private static MessageStore newStore() {
        return new MessageStore(4L << 30, 1L << 30, InstantSource.system());
    }

    private static MessageQueue newQueue(MessageStore store) {
        try {
            return new MessageQueue(store, store.pool().takeForName(1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A queue that holds batches. */
    @Setup(Level.Iteration)
    public void fill() throws Exception {
        store = newStore();
        queue = newQueue(store);
        message = ByteBuffer.allocateDirect(size);
        batch = ByteBuffer.allocateDirect(BATCH * (Integer.BYTES + size));
        for (int i = 1; i <= BATCH; i++) {
            batch.putInt(i * size);
        }
        for (int i = 0; i < KEPT / BATCH; i++) {
            appendBatch();
        }
    }

    @TearDown(Level.Iteration)
    public void drop() {
        queue.close();
        store.close();
    }

    private long append(Reservation room, ByteBuffer bytes) throws Exception {
        bytes.clear();
        while (!room.isComplete()) {
            ByteBuffer window = room.window();
            int count = Math.min(window.remaining(), bytes.remaining());
            window.put(bytes.slice(bytes.position(), count));
            bytes.position(bytes.position() + count);
        }
        long offset = room.publish();
        if (offset % KEPT == 0) {
            queue.trim(Math.max(0, offset - KEPT));
        }
        return offset;
    }

    @Benchmark
    public long appendOne() throws Exception {
        return append(queue.reserveMessage(size), message);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long appendBatch() throws Exception {
        return append(queue.reserveBatch(BATCH, batch.capacity()), batch);
    }

    /** What an answer to a fetch of 1 000 messages takes, but for the socket. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public long readBatch() throws Exception {
        Slices answer = new Slices(scratch.clear());
        next = next + BATCH > queue.endOffset() ? queue.earliestOffset() : next;
        next += queue.read(next, BATCH, Long.MAX_VALUE, true, answer);
        long bytes = answer.size();
        answer.release();
        return bytes;
    }

    @Benchmark
    public int messageLength() throws Exception {
        next = next + 1 >= queue.endOffset() ? queue.earliestOffset() : next + 1;
        return queue.messageLength(next);
    }
}
