package io.kaska.client;

import io.kaska.KaskaClosedException;
import io.kaska.KaskaConnectionException;
import io.kaska.KaskaException;
import io.kaska.KaskaInterruptedException;
import io.kaska.protocol.BrokerHello;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a broker, after the handshake. Any thread may call: it writes its request when it is its turn, and
 * waits for its answer; requests of several threads are on their way at the same time. The channel never blocks, so
 * that an interrupted caller can leave without closing it for the others.
 *
 * <p>Once failed it stays so, and every call that has no answer yet fails.
 */
final class Connection {
    private final SocketChannel channel;
    private final SocketWaiter readWaiter;
    private final String peer;
    private final BrokerHello hello;
    private final long timeoutNanos;
    private final TopicIds topicIds = new TopicIds();
    private final Incoming incoming;
    private final Outgoing outgoing;
    private final AtomicReference<@Nullable Failure> failure = new AtomicReference<>();

    /** Why a connection has ended. */
    private record Failure(String reason, @Nullable Throwable cause, boolean closed) {}

    /**
     * @param channel connected and not blocking
     * @param waiter of the channel; no other thread uses it any more
     * @param peer the broker's address, for errors
     */
    Connection(SocketChannel channel, SocketWaiter waiter, String peer, BrokerHello hello, ConnectOptions options) {
        this.channel = channel;
        this.readWaiter = waiter;
        this.peer = peer;
        this.hello = hello;
        this.timeoutNanos = Durations.nanos(options.requestTimeout());
        this.incoming = new Incoming(channel, waiter, options.spinning());
        this.outgoing = new Outgoing(channel, incoming);
    }

    /** What the broker said of itself. */
    BrokerHello hello() {
        return hello;
    }

    /** The topics known by their ids, as long as this connection lives. */
    TopicIds topicIds() {
        return topicIds;
    }

    boolean isAlive() {
        return failure.get() == null;
    }

    /** Sends a request and waits for its answer, whatever its status. */
    PendingCall call(Request request) {
        return await(start(request, Duration.ZERO));
    }

    /**
     * Sends a request. The caller has to {@link #await} or {@link PendingCall#abandon} the call that it gets.
     *
     * @param wait what the answer may take beyond the request timeout
     * @throws StaleConnectionException if the connection was found dead before anything was written
     */
    PendingCall start(Request request, Duration wait) {
        PendingCall call = new PendingCall(request, Durations.sum(timeoutNanos, Durations.nanos(wait)));
        checkInterrupt(false);
        if (!outgoing.takeTurn(call)) {
            checkInterrupt(false);
            throw new KaskaConnectionException(
                    "the request to " + peer + " did not get its turn within " + shown(call), false, null);
        }
        try {
            write(call);
        } finally {
            outgoing.endTurn();
        }
        return call;
    }

    /** Waits for the answer to a call of the calling thread, or until it is abandoned by {@link #endWaits}. */
    PendingCall await(PendingCall call) {
        boolean lookedLate = false;
        try {
            while (!call.isDone() && !call.isAbandoned()) {
                throwIfFailed(true);
                checkInterrupt(true);
                boolean late = call.remainingNanos() <= 0;
                if (late && lookedLate) {
                    fail("the broker at " + peer + " did not answer within " + shown(call), null);
                } else if (incoming.tryLead()) {
                    lead(call);
                } else if (!late) {
                    LockSupport.parkNanos(this, call.remainingNanos());
                }
                lookedLate = late;
            }
            return call;
        } finally {
            if (!call.isDone()) {
                abandon(List.of(call));
            }
        }
    }

    /** Leaves calls of the calling thread that are not done: their answers are to be thrown away, and somebody has to read. */
    void abandon(List<PendingCall> calls) {
        boolean left = false;
        for (PendingCall call : calls) {
            if (!call.isDone()) {
                call.abandon();
                left = true;
            }
        }
        if (left) {
            incoming.pass();
        }
    }

    /** Lets the callers of fetches that wait go: their calls are abandoned, see {@link PendingCall#isAbandoned}. */
    void endWaits() {
        incoming.abandonWaits();
        readWaiter.wakeUp();
    }

    /** Gives the connection up: it is out of step, or broken. */
    KaskaConnectionException fail(String reason, @Nullable Throwable cause) {
        end(new Failure(reason, cause, false));
        return new KaskaConnectionException(reason, true, cause);
    }

    /** Ends every call with {@link KaskaClosedException}. */
    void close() {
        end(new Failure("the client was closed", null, true));
    }

    private void lead(PendingCall call) {
        try {
            incoming.lead(call);
        } catch (IOException | ClosedSelectorException | CancelledKeyException e) {
            fail(reason(e), e);
        } finally {
            incoming.endLead();
        }
    }

    private void write(PendingCall call) {
        boolean whole = false;
        try {
            if (!isAlive() || !outgoing.isPeerThere()) {
                throw new IOException("the broker closed the connection");
            }
            outgoing.write(call);
            whole = outgoing.isWritten();
        } catch (IOException | ClosedSelectorException | CancelledKeyException e) {
            fail(reason(e), e);
            throwIfFailed(outgoing.hasBegun());
        } finally {
            if (!whole) {
                giveUp(call);
            }
        }
        if (!whole) {
            checkInterrupt(outgoing.hasBegun());
            throw new KaskaConnectionException(
                    "the broker at " + peer + " did not take the request within " + shown(call),
                    outgoing.hasBegun(),
                    null);
        }
    }

    /** A request that did not go out whole leaves the connection out of step, unless none of it went out. */
    private void giveUp(PendingCall call) {
        call.abandon();
        if (outgoing.hasBegun()) {
            fail("a request to " + peer + " was given up in its middle", null);
        } else {
            incoming.remove(call);
        }
    }

    private void end(Failure why) {
        if (failure.compareAndSet(null, why)) {
            Quietly.close(channel);
            readWaiter.close();
            outgoing.close();
            incoming.wakeAll();
        }
    }

    private void throwIfFailed(boolean outcomeUnknown) {
        Failure failed = failure.get();
        if (failed == null) {
            return;
        }
        KaskaException exception = failed.closed
                ? new KaskaClosedException(failed.reason)
                : outcomeUnknown
                        ? new KaskaConnectionException(failed.reason, true, failed.cause)
                        : new StaleConnectionException(failed.reason, failed.cause);
        throw exception;
    }

    private void checkInterrupt(boolean outcomeUnknown) {
        if (Thread.currentThread().isInterrupted()) {
            throw new KaskaInterruptedException("interrupted while waiting for the broker at " + peer, outcomeUnknown);
        }
    }

    private String reason(Exception e) {
        return "the connection to " + peer + " broke: " + (e.getMessage() == null ? e.toString() : e.getMessage());
    }

    private static String shown(PendingCall call) {
        return Durations.shown(call.timeoutNanos());
    }
}
