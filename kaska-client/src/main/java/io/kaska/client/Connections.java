package io.kaska.client;

import io.kaska.KaskaClosedException;
import io.kaska.KaskaException;
import io.kaska.KaskaInterruptedException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection of a link: made at the first need, and made anew when it has failed. One caller makes it while the
 * others wait for the result, good or bad. Used by any thread.
 */
final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final Address address;
    private final ConnectOptions options;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition attemptEnded = lock.newCondition();
    private volatile @Nullable Connection connection;
    private @Nullable Attempt attempt;
    private boolean closed;

    /** The making of a connection, and its problem once it has failed. */
    private static final class Attempt {
        final Dialer dialer;
        boolean ended;

        @Nullable
        KaskaException problem;

        Attempt(Dialer dialer) {
            this.dialer = dialer;
        }
    }

    Connections(Address address, ConnectOptions options) {
        this.address = address;
        this.options = options;
    }

    /** The living connection; may take the connect timeout. */
    Connection current() {
        Connection ready = connection;
        return ready != null && ready.isAlive() ? ready : make();
    }

    /** Ends the waits of fetches that are on their way. */
    void endWaits() {
        Connection ready = connection;
        if (ready != null) {
            ready.endWaits();
        }
    }

    /** Ends every call on the connection and every attempt to make one. */
    void close() {
        lock.lock();
        try {
            closed = true;
            if (attempt != null) {
                attempt.dialer.cancel();
            }
        } finally {
            lock.unlock();
        }
        Connection last = connection;
        if (last != null) {
            last.close();
        }
    }

    private Connection make() {
        while (true) {
            Attempt mine = beginOrAwait();
            if (mine != null) {
                return dial(mine);
            }
            Connection made = connection;
            if (made != null && made.isAlive()) {
                return made;
            }
        }
    }

    /** A new attempt for the caller to carry out, or null if that of another has ended well. */
    private @Nullable Attempt beginOrAwait() {
        lock.lock();
        try {
            checkOpen();
            Connection made = connection;
            if (made != null && made.isAlive()) {
                return null;
            }
            if (attempt == null) {
                attempt = new Attempt(new Dialer(address, options));
                return attempt;
            }
            awaitEnd(attempt);
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void awaitEnd(Attempt others) {
        try {
            while (!others.ended) {
                attemptEnded.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KaskaInterruptedException("interrupted while connecting to " + address, false);
        }
        checkOpen();
        // An interrupt was meant for the other caller only: then this one tries for itself.
        if (others.problem != null && !(others.problem instanceof KaskaInterruptedException)) {
            throw others.problem;
        }
    }

    private Connection dial(Attempt mine) {
        Connection made = null;
        KaskaException problem = null;
        try {
            made = mine.dialer.dial();
            LOG.debug("connected to {}", address);
        } catch (KaskaException e) {
            problem = e;
        } finally {
            end(mine, made, problem);
        }
        if (made == null || !made.isAlive()) {
            throw problem == null || mine.dialer.isCancelled() ? closed() : problem;
        }
        return made;
    }

    private void end(Attempt mine, @Nullable Connection made, @Nullable KaskaException problem) {
        boolean tooLate;
        lock.lock();
        try {
            mine.ended = true;
            mine.problem = problem;
            attempt = null;
            attemptEnded.signalAll();
            tooLate = closed;
            if (!tooLate && made != null) {
                connection = made;
            }
        } finally {
            lock.unlock();
        }
        if (tooLate && made != null) {
            made.close();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw closed();
        }
    }

    private static KaskaClosedException closed() {
        return new KaskaClosedException("the client was closed");
    }
}
