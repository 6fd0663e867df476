package io.kaska.server;

import io.kaska.broker.FetchWait;
import io.kaska.log.Slices;
import io.kaska.log.Uninterrupted;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A fetch that found nothing, on a virtual thread of its own: it waits and then answers, while the connection's thread
 * sleeps in a read. So the next request, or the end of the connection, ends the wait at once.
 */
final class WaitingFetch {
    private static final Logger LOG = LoggerFactory.getLogger(WaitingFetch.class);

    private final FetchPlan plan;
    private final SlicesPool slicesPool;
    private final Peer peer;
    private final FetchWait wait = new FetchWait();
    private final Thread thread =
            Thread.ofVirtual().name("kaska-fetch").unstarted(() -> Uninterrupted.always(this::run));
    private volatile boolean failed;

    WaitingFetch(FetchPlan plan, SlicesPool slicesPool, Peer peer) {
        this.plan = plan;
        this.slicesPool = slicesPool;
        this.peer = peer;
    }

    void start() {
        thread.start();
    }

    private void run() {
        failed = true; // whatever happens: without this answer the next would be taken for it
        try {
            plan.await(wait);
            answer();
            failed = false;
        } catch (IOException e) {
            LOG.debug("{}: the answer to a fetch could not be sent: {}", peer, e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.error("{}: the connection is closed by a defect of the broker", peer, e);
        } finally {
            plan.close();
            if (failed) {
                peer.close(); // the connection's thread, asleep in its read, sees that
            }
        }
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
        wait.end();
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true; // nobody interrupts a connection's thread but the JVM's end
            }
        }
        plan.close(); // also if it never began
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failed) {
            throw new IOException("the answer to a fetch could not be sent");
        }
    }
}
