package io.kaska.server;

import io.kaska.broker.Broker;
import io.kaska.log.Uninterrupted;
import io.kaska.protocol.Status;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one broker: a thread for each, made when it is accepted. While there are few, these are threads of
 * the system, which the kernel wakes without a detour over the virtual threads' poller and scheduler; where there are more
 * they are virtual threads, whose scheduler changes from one to the next without the kernel. A connection whose thread is
 * of the wrong kind by now goes on, after a request, on another. Refuses those past the limit, and ends those whose peer
 * stopped in the middle of something, or keeps a deleted topic's memory and files from going: a slow reader of its
 * messages, a slow sender to it.
 *
 * <p>Safe for use by many threads.
 */
final class Connections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final int MOST_REFUSED_AT_ONCE = 1_000;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    /** With how many connections at most they have threads of the system: measured, see decision 15. */
    static final int MOST_SYSTEM_THREADS = 2 * Runtime.getRuntime().availableProcessors();

    /** With how many connections they have them again: far from the other, so that one that comes and goes changes nothing. */
    static final int SYSTEM_THREADS_AGAIN = MOST_SYSTEM_THREADS / 2;

    /** With a pause of the watch before and after it, what a deleted topic took is free 5 seconds later. */
    private static final Duration LONGEST_AFTER_DELETE = Duration.ofSeconds(2);

    private final Map<Peer, Thread> living = new ConcurrentHashMap<>();

    /** Held while a thread is started, so that all that are in {@link #living} without it have been. */
    private final Lock starting = new ReentrantLock();

    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final int limit;
    private final Duration stallTimeout;
    private final Requests requests;
    private final Handshake handshake;
    private final ScratchPool scratchPool;
    private final SpinGate gate;
    private final Thread stallWatch =
            Thread.ofVirtual().name("kaska-stall-watch").unstarted(this::watchForStalls);
    private volatile boolean closed;

    Connections(Broker broker, ServerLimits limits) {
        this.limit = limits.maxConnections();
        this.stallTimeout = limits.stallTimeout();
        this.requests = Requests.of(broker);
        this.handshake = new Handshake(broker.limits().maxMessageSize());
        this.scratchPool = new ScratchPool(limits.unfinishedMemory());
        this.gate = new SpinGate(limits.spinning());
        stallWatch.start();
    }

    /** Takes over a connection that was just accepted. */
    void add(SocketChannel channel) throws IOException {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        Peer peer = new Peer(channel, gate);
        // Before it is counted, as it takes memory that may not be there.
        Connection connection = new Connection(peer, new Exchange(peer, scratchPool), handshake, requests, gate);
        int now = count.incrementAndGet();
        if (now <= limit) {
            boolean system = now <= MOST_SYSTEM_THREADS;
            startOrForget(peer, count, threadOf(system, () -> serve(peer, connection, system)));
            return;
        }
        count.decrementAndGet();
        if (refused.incrementAndGet() <= MOST_REFUSED_AT_ONCE) {
            startOrForget(peer, refused, threadOf(false, () -> {
                try {
                    refuse(peer);
                } finally {
                    forget(peer, refused);
                }
            }));
        } else {
            refused.decrementAndGet();
            peer.close();
        }
    }

    private static Thread threadOf(boolean system, Runnable life) {
        Thread.Builder builder = system ? Thread.ofPlatform().daemon() : Thread.ofVirtual();
        // Nobody interrupts it but the end of the JVM.
        return builder.name("kaska-connection").unstarted(() -> Uninterrupted.always(life));
    }

    private void startOrForget(Peer peer, AtomicInteger counter, Thread thread) {
        boolean started = false;
        try {
            started = start(peer, thread);
        } finally {
            if (!started) {
                forget(peer, counter);
                peer.close();
            }
        }
    }

    /**
     * Makes this the thread of a peer.
     *
     * @return false, and nothing has changed, if this is closed
     * @throws OutOfMemoryError if there is no room for a thread, or no more of them are allowed; nothing has changed
     */
    private boolean start(Peer peer, Thread thread) {
        starting.lock();
        try {
            if (closed) {
                return false;
            }
            Thread before = living.put(peer, thread);
            boolean started = false;
            try {
                thread.start();
                started = true;
            } finally {
                if (!started) {
                    putBack(peer, before);
                }
            }
            return true;
        } finally {
            starting.unlock();
        }
    }

    private void putBack(Peer peer, @Nullable Thread before) {
        if (before == null) {
            living.remove(peer);
        } else {
            living.put(peer, before);
        }
    }

    /** The life of a thread of a connection. */
    private void serve(Peer peer, Connection connection, boolean system) {
        boolean moved = false;
        try {
            if (connection.serve(() -> fits(system))) {
                moved = move(peer, connection, !system);
                if (!moved) {
                    connection.serve(() -> true);
                }
            }
        } finally {
            if (!moved) {
                forget(peer, count);
            }
        }
    }

    /** Whether a connection's thread is of the right kind. */
    private boolean fits(boolean system) {
        return system ? count.get() <= MOST_SYSTEM_THREADS : count.get() > SYSTEM_THREADS_AGAIN;
    }

    /** Lets another thread go on with a connection, if there can be one. */
    private boolean move(Peer peer, Connection connection, boolean system) {
        try {
            return start(peer, threadOf(system, () -> serve(peer, connection, system)));
        } catch (OutOfMemoryError e) {
            LOG.warn("{}: stays on its thread, another cannot be started: {}", peer, e.getMessage());
            return false;
        }
    }

    private void forget(Peer peer, AtomicInteger counter) {
        living.remove(peer);
        counter.decrementAndGet();
    }

    private void refuse(Peer peer) {
        LOG.warn("{}: refused, {} connections is the limit; --max-connections raises it", peer, limit);
        try {
            Handshake.refuse(
                    peer,
                    Status.TOO_MANY_CONNECTIONS,
                    "this broker has its limit of %,d connections; try again later".formatted(limit));
            peer.closeGently(ByteBuffer.allocateDirect(64));
        } catch (IOException e) {
            LOG.debug("{}: gone before it was refused: {}", peer, e.getMessage());
            peer.close();
        }
    }

    private void watchForStalls() {
        long pauseMillis = Math.clamp(stallTimeout.toMillis() / 4, 10, 1_000);
        while (!closed) {
            try {
                Thread.sleep(pauseMillis);
            } catch (InterruptedException e) {
                return; // closing
            }
            endStalled();
        }
    }

    private void endStalled() {
        try {
            long now = System.nanoTime();
            for (Peer peer : living.keySet()) {
                endIfStalled(peer, now);
            }
        } catch (RuntimeException | Error e) { // the next look may be better
            LOG.error("who stalls could not be looked for", e);
        }
    }

    private void endIfStalled(Peer peer, long now) {
        if (peer.stalledFor(now) > stallTimeout.toNanos()) {
            LOG.info("{}: disconnected, it stopped in the middle of a request or answer for {}", peer, stallTimeout);
            peer.close();
        } else if (peer.keepsDeleted(now, LONGEST_AFTER_DELETE.toNanos())) {
            LOG.info("{}: disconnected, it kept what a deleted topic takes for {}", peer, LONGEST_AFTER_DELETE);
            peer.close();
        }
    }

    /** Ends all connections, and waits until their threads are done. */
    @Override
    public void close() {
        starting.lock();
        try {
            closed = true;
        } finally {
            starting.unlock();
        }
        stallWatch.interrupt();
        living.keySet().forEach(Peer::close);
        long deadline = System.nanoTime() + CLOSE_TIMEOUT.toNanos();
        for (Thread thread : living.values()) {
            join(thread, Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
    }

    static void join(Thread thread, Duration timeout) {
        try {
            if (!thread.join(timeout)) {
                LOG.warn("{} did not end in time", thread.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the caller wants to be done: the thread ends by itself
        }
    }
}
