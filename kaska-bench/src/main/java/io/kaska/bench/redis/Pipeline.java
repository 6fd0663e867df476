package io.kaska.bench.redis;

import io.kaska.bench.side.BenchException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Commands that go out without waiting for replies: one thread writes what has come together, another reads replies. How
 * much is under way the caller bounds. {@link #add} is for one thread.
 */
final class Pipeline implements AutoCloseable {
    private record Entry(String topic, ByteBuffer message, CompletableFuture<Void> done) {}

    private final RespConnection connection;
    private final BlockingQueue<Entry> wanted = new LinkedBlockingQueue<>();
    private final Queue<CompletableFuture<Void>> sent = new ConcurrentLinkedQueue<>();
    private final Thread writer;
    private final Thread reader;
    private volatile boolean isClosed;
    private volatile @Nullable BenchException failure;

    Pipeline(RespConnection connection) {
        this.connection = connection;
        writer = Thread.ofPlatform().name("redis writer").daemon().start(this::write);
        reader = Thread.ofPlatform().name("redis reader").daemon().start(this::read);
    }

    /** Appends a message to a stream; the buffer must not change until the future is done. */
    Future<?> add(String topic, ByteBuffer message) {
        Entry entry = new Entry(topic, message, new CompletableFuture<>());
        wanted.add(entry);
        BenchException already = failure;
        if (already != null) {
            entry.done.completeExceptionally(already);
        }
        return entry.done;
    }

    private void write() {
        List<Entry> together = new ArrayList<>();
        try {
            while (true) {
                together.add(wanted.take());
                wanted.drainTo(together);
                for (Entry entry : together) {
                    sent.add(entry.done);
                    connection.add(entry.topic, entry.message);
                }
                connection.flush();
                together.clear();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the end
        } catch (BenchException e) {
            fail(e);
        }
    }

    private void read() {
        try {
            while (true) {
                connection.read();
                sent.remove().complete(null);
            }
        } catch (BenchException e) {
            fail(e);
        }
    }

    /** Whatever is under way, or comes, fails like this. */
    private void fail(BenchException e) {
        if (isClosed) {
            return;
        }
        failure = e;
        connection.close(); // so that the other thread ends, too
        for (CompletableFuture<Void> done = sent.poll(); done != null; done = sent.poll()) {
            done.completeExceptionally(e);
        }
        for (Entry entry = wanted.poll(); entry != null; entry = wanted.poll()) {
            entry.done.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        isClosed = true;
        writer.interrupt();
        connection.close();
        try {
            writer.join();
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted while a connection to Redis ends", e);
        }
    }
}
