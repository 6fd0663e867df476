package io.kaska.server;

import io.kaska.broker.FetchWait;
import io.kaska.log.Slices;
import io.kaska.log.Uninterrupted;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fetch that found nothing. It waits without a thread, while the connection's sleeps in a read, and is then answered by
 * a virtual one. So the next request, or the end of the connection, ends the wait at once.
 */
final class WaitingFetch {
    private static final Logger LOG = LoggerFactory.getLogger(WaitingFetch.class);

    private final FetchPlan plan;
    private final SlicesPool slicesPool;
    private final Peer peer;
    private final WaitTimer timer;
    private final FetchWait wait = new FetchWait(this::startAnswer);
    private final CompletableFuture<Boolean> answered = new CompletableFuture<>(); // false: the connection ends
    private WaitTimer.@Nullable Timeout timeout; // null until it begins

    WaitingFetch(FetchPlan plan, SlicesPool slicesPool, Peer peer, WaitTimer timer) {
        this.plan = plan;
        this.slicesPool = slicesPool;
        this.peer = peer;
        this.timer = timer;
    }

    /** Begins to wait. */
    void start() {
        timeout = timer.add(wait::end, plan.waitNanos());
        boolean begun = false;
        try {
            plan.begin(wait);
            begun = true;
        } finally {
            if (!begun) { // no memory: nobody will ever say that it is over
                forget();
                end(false);
            }
        }
    }

    /** For whoever ends the wait, which may be who publishes. */
    private void startAnswer() {
        boolean started = false;
        try {
            Thread.ofVirtual()
                    .name("kaska-fetch")
                    .inheritInheritableThreadLocals(false)
                    .start(() -> Uninterrupted.always(this::run));
            started = true;
        } catch (RuntimeException | Error e) {
            tellDefect(e);
        } finally {
            if (!started) {
                forget();
                end(false);
            }
        }
    }

    private void run() {
        boolean sent = false;
        try {
            forget(); // a slow reader would be in the way of all who publish
            answer();
            sent = true;
        } catch (IOException e) {
            LOG.debug("{}: the answer to a fetch could not be sent: {}", peer, e.getMessage());
        } catch (RuntimeException | Error e) {
            tellDefect(e);
        } finally {
            end(sent);
        }
    }

    private void tellDefect(Throwable defect) {
        LOG.error("{}: the connection is closed by a defect of the broker", peer, defect);
    }

    private void end(boolean sent) {
        if (!sent) { // without this answer the next would be taken for it
            peer.close(); // the connection's thread, asleep in its read, sees that
        }
        plan.close();
        answered.complete(sent);
    }

    private void forget() {
        timer.cancel(Objects.requireNonNull(timeout));
        wait.forget();
    }

    private void answer() throws IOException {
        Slices answer = slicesPool.take();
        try {
            plan.answer(answer);
            peer.writeAside(answer, plan::hasDeleted);
        } finally {
            slicesPool.giveBack(answer);
        }
    }

    /** Ends the wait, and returns when the answer is sent. */
    void finish() throws IOException {
        if (timeout == null) {
            plan.close();
            return;
        }
        wait.end();
        if (!answered.join()) {
            throw new IOException("the answer to a fetch could not be sent");
        }
    }
}
