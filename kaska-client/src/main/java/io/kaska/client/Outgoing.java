package io.kaska.client;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The writing half of a connection: one caller at a time has the turn to write its request. The turn is a lock only by
 * its means; it orders the requests, and is kept while the kernel takes the bytes.
 *
 * <p>A caller that waits for the kernel reads answers meanwhile, if nobody else does: the broker may be waiting for
 * someone to take them before it takes more requests.
 */
final class Outgoing {
    /** How long to wait for the kernel before looking again whether somebody reads. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /** A connection that was used within this time is believed to be alive. */
    private static final long TRUSTED_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final SocketChannel channel;
    private final Incoming incoming;
    private final SocketWaiter waiter;
    private final ReentrantLock turn = new ReentrantLock();
    private final RequestWriter writer = new RequestWriter();
    private long lastWriteNanos = System.nanoTime();
    private boolean written;

    Outgoing(SocketChannel channel, Incoming incoming) {
        this.channel = channel;
        this.incoming = incoming;
        this.waiter = new SocketWaiter(channel);
    }

    /** Waits for the turn to write; false if the caller's time is over. An interrupt ends it, with the flag kept. */
    boolean takeTurn(PendingCall call) {
        if (turn.tryLock()) {
            return true;
        }
        try {
            return turn.tryLock(call.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void endTurn() {
        writer.end();
        turn.unlock();
    }

    /**
     * Whether the connection still stands, as far as can be seen without writing: a broker that closed it while it was
     * idle is noticed here, before anything is sent. Asked only after a pause, as it is one more call of the kernel.
     */
    boolean isPeerThere() throws IOException {
        if (System.nanoTime() - lastWriteNanos < TRUSTED_NANOS || !incoming.isIdle() || !incoming.tryLead()) {
            return true;
        }
        try {
            return incoming.isSilent();
        } finally {
            incoming.endLead();
        }
    }

    /**
     * Writes a request, until its end, an interrupt, or the end of the caller's time: see {@link #isWritten}. An interrupt
     * does not end it while the kernel takes what is left, as the connection would be of no use to others then.
     */
    void write(PendingCall call) throws IOException {
        written = false;
        writer.begin(call.request());
        incoming.add(call);
        written = writer.write(channel);
        while (!written && call.remainingNanos() > 0) {
            if (!Thread.currentThread().isInterrupted()) {
                awaitRoom(Math.min(call.remainingNanos(), LOOK_NANOS));
            } else if (writer.isStuck()) {
                break;
            }
            written = writer.write(channel);
        }
        lastWriteNanos = System.nanoTime();
    }

    /** Whether the request of this turn went out to its end. */
    boolean isWritten() {
        return written;
    }

    /** Whether any byte of the request of this turn went out. */
    boolean hasBegun() {
        return writer.hasBegun();
    }

    void close() {
        waiter.close();
    }

    private void awaitRoom(long nanos) throws IOException {
        if (!incoming.tryLead()) {
            waiter.await(SelectionKey.OP_WRITE, nanos);
            return;
        }
        try {
            boolean read = false;
            while (incoming.readOne()) {
                read = true;
            }
            if (!read) {
                waiter.await(SelectionKey.OP_WRITE | SelectionKey.OP_READ, nanos);
            }
        } finally {
            incoming.endLead();
        }
    }
}
