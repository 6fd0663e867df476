package io.kaska.client;

import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a channel that does not block is ready. The selector is opened at the first wait: who spins with success
 * never needs one. One thread at a time waits; any thread may close, which ends the wait.
 *
 * <p>An interrupt ends a wait at once, with the flag kept, and harms neither selector nor channel: that is why the
 * channel never blocks.
 */
final class SocketWaiter {
    private final SocketChannel channel;
    private @Nullable Selector selector;
    private boolean closed;

    SocketWaiter(SocketChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits for one of the operations, the end of the time, an interrupt, or the end of this waiter.
     *
     * @param operations as in {@link SelectionKey}
     * @param nanos rounded up to milliseconds
     * @throws ClosedSelectorException if this waiter is closed
     */
    void await(int operations, long nanos) throws IOException {
        Selector ready = selector();
        SelectionKey key = channel.keyFor(ready);
        if (key == null) {
            channel.register(ready, operations);
        } else if (key.interestOps() != operations) {
            key.interestOps(operations);
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos + TimeUnit.MILLISECONDS.toNanos(1) - 1);
        ready.select(ignored -> {}, Math.max(1, millis));
    }

    /** Ends the wait of another thread, if there is one. */
    synchronized void wakeUp() {
        if (selector != null && !closed) {
            selector.wakeup();
        }
    }

    /** Ends the wait of another thread, and all later ones. */
    void close() {
        Selector toClose;
        synchronized (this) {
            closed = true;
            toClose = selector;
        }
        if (toClose != null) {
            Quietly.close(toClose);
        }
    }

    private synchronized Selector selector() throws IOException {
        if (closed) {
            throw new ClosedSelectorException();
        }
        if (selector == null) {
            selector = Selector.open();
        }
        return selector;
    }
}
