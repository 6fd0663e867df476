package io.kaska.client;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * The reading half of a connection: the calls that wait for their answers, in the order of their requests, and the one
 * thread at a time that reads for all of them, the leader. There is no thread of its own, as handing an answer over
 * costs a wake-up: a caller leads until its own answer is there, completes the calls before it, and then wakes the next
 * caller to lead.
 *
 * <p>Invariant: while a call waits that is not abandoned, somebody leads or its caller is awake.
 */
final class Incoming {
    private final SocketChannel channel;
    private final SocketWaiter waiter;
    private final SpinBudget spinning;
    private final ResponseReader reader = new ResponseReader();
    private final Queue<PendingCall> pending = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean led = new AtomicBoolean();

    Incoming(SocketChannel channel, SocketWaiter waiter, boolean spin) {
        this.channel = channel;
        this.waiter = waiter;
        this.spinning = new SpinBudget(spin);
    }

    /** Called in the order of the requests, before the first byte of each is written. */
    void add(PendingCall call) {
        pending.add(call);
    }

    /** Takes back a call of whose request nothing was written. */
    void remove(PendingCall call) {
        pending.remove(call);
    }

    boolean isIdle() {
        return pending.isEmpty();
    }

    /** Makes the calling thread the leader, if nobody is. */
    boolean tryLead() {
        return !led.get() && led.compareAndSet(false, true);
    }

    /** Ends the calling thread's lead, and wakes the caller who is to lead next. */
    void endLead() {
        led.set(false);
        wakeNext();
    }

    /** For a caller that leaves without having led: it may have been woken to lead. */
    void pass() {
        if (!led.get()) {
            wakeNext();
        }
    }

    /**
     * Reads until the leader's own call is complete. Returns early at
     * an interrupt, when its time is over, or when the call is abandoned.
     */
    void lead(PendingCall own) throws IOException {
        spinning.begin();
        try {
            while (!own.isDone()
                    && !own.isAbandoned()
                    && !Thread.currentThread().isInterrupted()) {
                if (readOne() || spinning.spin()) {
                    continue;
                }
                long remaining = own.remainingNanos();
                if (remaining <= 0) {
                    return;
                }
                spinning.end(); // who sleeps is not in the way of others that spin
                waiter.await(SelectionKey.OP_READ, remaining);
                spinning.begin();
            }
        } finally {
            spinning.end();
        }
        if (own.isDone() && !own.request().mayWait()) {
            spinning.learn(own.ageNanos());
        }
    }

    /** Reads what is there, for the leader; whether a call is complete. */
    boolean readOne() throws IOException {
        PendingCall first = pending.peek();
        if (first == null || !reader.read(channel, first)) {
            return false;
        }
        pending.remove(first);
        if (first.caller() != Thread.currentThread()) {
            LockSupport.unpark(first.caller());
        }
        return true;
    }

    /** Whether the peer is still there and silent, for the leader while nothing is asked for. */
    boolean isSilent() throws IOException {
        return reader.isSilent(channel);
    }

    /** Abandons the calls whose answers may take their time, and wakes their callers. */
    void abandonWaits() {
        for (PendingCall call : pending) {
            if (call.request().mayWait()) {
                call.abandon();
                LockSupport.unpark(call.caller());
            }
        }
    }

    /** Wakes everybody, for the end of the connection. */
    void wakeAll() {
        for (PendingCall call : pending) {
            LockSupport.unpark(call.caller());
        }
    }

    private void wakeNext() {
        if (pending.isEmpty()) {
            return; // mostly, and an iterator costs memory
        }
        for (PendingCall call : pending) {
            if (!call.isAbandoned()) {
                LockSupport.unpark(call.caller());
                return;
            }
        }
    }
}
