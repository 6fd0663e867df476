package io.kaska.client;

import io.kaska.KaskaInterruptedException;
import java.io.IOException;
import java.net.SocketTimeoutException;

/** The waits while one connection is made: each ends at the latest at the time when the whole has to be done. */
final class DialWait {
    private final SocketWaiter waiter;
    private final long endNanos;
    private final String peer;

    DialWait(SocketWaiter waiter, long nanos, String peer) {
        this.waiter = waiter;
        this.endNanos = System.nanoTime() + nanos;
        this.peer = peer;
    }

    /**
     * Waits until the channel is ready for one of the operations.
     *
     * @throws SocketTimeoutException if the time is over
     */
    void await(int operations) throws IOException {
        long remaining = endNanos - System.nanoTime();
        if (remaining <= 0) {
            throw new SocketTimeoutException("no answer in time");
        }
        waiter.await(operations, remaining);
        if (Thread.currentThread().isInterrupted()) {
            throw new KaskaInterruptedException("interrupted while connecting to " + peer, false);
        }
    }
}
