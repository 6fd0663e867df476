package io.kaska.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the queues on one disk share: how they are kept, the bound on open files, and the thread that makes checkpoints
 * of what was written.
 *
 * <p>Safe for use by many threads.
 */
public final class LogStore {
    static final Logger LOG = LoggerFactory.getLogger(LogStore.class);

    private final MessageStore memory;
    private final LogSettings settings;
    private final Disk disk;
    private final OpenFiles openFiles;
    private final RecoveryProgress progress = new RecoveryProgress();
    private final Set<QueueLog> logs = ConcurrentHashMap.newKeySet();
    private final Set<QueueLog> changed = ConcurrentHashMap.newKeySet();
    private final Set<QueueLog> failing = ConcurrentHashMap.newKeySet(); // to make a checkpoint; that was said
    private final Set<MessageQueue> toOpen = ConcurrentHashMap.newKeySet(); // as they do not keep everything
    private final Thread thread =
            Thread.ofPlatform().name("kaska-checkpoints").daemon().unstarted(() -> Uninterrupted.always(this::run));
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** @param memory for the bound on what has not arrived whole, and the clock */
    public LogStore(MessageStore memory, LogSettings settings, Disk disk) {
        this.memory = memory;
        this.settings = settings;
        this.disk = disk;
        this.openFiles = new OpenFiles(settings.openFiles(), () -> changed.forEach(QueueLog::letGo));
        thread.start();
    }

    /** How far the opening of queues is that have to be looked through. */
    public RecoveryProgress progress() {
        return progress;
    }

    /** How many files are open and mapped now. For tests. */
    int openFiles() {
        return openFiles.count();
    }

    LogSettings settings() {
        return settings;
    }

    /**
     * The queue that lives in a folder, which exists; an empty one if it is empty. What was not finished when the last
     * process ended is looked through; where all was, the rest is left for the first use.
     *
     * @param afterwards is called when the queue is closed and nobody uses it any more
     */
    public MessageQueue open(Path folder, Runnable afterwards) throws IOException {
        MessageQueue queue = queue(folder, afterwards);
        QueueState known = LogGlance.stateOf(disk, folder);
        if (known == null) {
            queue.batches();
        } else {
            queue.restore(known);
        }
        return queue;
    }

    /**
     * The queue that lives in a folder, which is looked into only when the queue is used.
     *
     * @param state what the last process knew of it when it stopped
     */
    public MessageQueue openLater(Path folder, QueueState state, Runnable afterwards) {
        MessageQueue queue = queue(folder, afterwards);
        queue.restore(state);
        return queue;
    }

    private record OnDisk(LogStore store, Path folder) implements MessageQueue.Source {
        @Override
        public Batches open(MessageQueue queue) throws IOException {
            return store.openNow(folder, queue);
        }

        /** What is too old has to go also while nobody uses the queue. */
        @Override
        public void limited(MessageQueue queue) {
            store.toOpen.add(queue);
        }

        /** Nobody uses what is in it, so it can go at once; and needs no descriptor for that. */
        @Override
        public void drop(String name) throws IOException {
            var files = new LogFiles(store.disk, store.openFiles, folder);
            files.rename(name);
            files.deleteDropped();
        }
    }

    private MessageQueue queue(Path folder, Runnable afterwards) {
        MessageQueue made = new MessageQueue(new OnDisk(this, folder), memory.clock(), afterwards);
        made.retain(settings.retention());
        return made;
    }

    private Batches openNow(Path folder, MessageQueue queue) throws IOException {
        var files = new LogFiles(disk, openFiles, folder);
        RecoveredLog recovered = new LogRecovery(files, progress).recover();
        if (recovered.state().end() < queue.endOffset()) {
            LOG.error(
                    "{} had {} messages at the last stop, and has {} now: what is missing is lost",
                    folder,
                    queue.endOffset(),
                    recovered.state().end());
        }
        queue.restore(recovered.state());
        var log = new QueueLog(this, files, queue, recovered);
        try {
            log.checkpoint(); // what was found is safe before anybody sees it
        } catch (IOException | RuntimeException | Error e) {
            log.free();
            throw e;
        }
        logs.add(log);
        return log;
    }

    void addUnfinished(int bytes, boolean large) throws StorageExhaustedException {
        if (large) {
            memory.claim(bytes);
        } else {
            memory.addUnfinished(bytes);
        }
    }

    void removeUnfinished(int bytes) {
        memory.giveBack(bytes);
    }

    // --- checkpoints

    void noteChange(QueueLog log) {
        changed.add(log);
    }

    void forget(QueueLog log) {
        logs.remove(log);
        changed.remove(log);
        failing.remove(log);
    }

    private void run() {
        try {
            while (!stopping.await(settings.checkpointInterval().toNanos(), TimeUnit.NANOSECONDS)) {
                checkpointAll();
                openLimited(settings.checkpointInterval().toNanos() / 2);
                applyRetention();
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts this thread", e);
        }
    }

    /**
     * Opens queues that do not keep everything, as only an open one knows what is to go. There may be many, so that there
     * is a bound: checkpoints are not to be late.
     */
    void openLimited(long mostNanos) {
        long began = System.nanoTime();
        Iterator<MessageQueue> all = toOpen.iterator();
        while (all.hasNext() && System.nanoTime() - began < mostNanos && !isStopping()) {
            MessageQueue queue = all.next();
            all.remove();
            if (!queue.retention().keepsAll()) {
                open(queue);
            }
        }
    }

    private static void open(MessageQueue queue) {
        if (!queue.tryHold()) {
            return;
        }
        try {
            queue.batches();
        } catch (IOException | RuntimeException | Error e) { // the other queues need the thread
            LOG.error("what a topic does not have to keep cannot be dropped, as it cannot be opened", e);
        } finally {
            queue.release();
        }
    }

    /** Drops what is not to be kept, of idle queues too. */
    void applyRetention() {
        long now = memory.clock().millis();
        logs.forEach(log -> applyRetention(log, now));
    }

    private void applyRetention(QueueLog log, long now) {
        if (!log.queue().tryHold()) {
            return;
        }
        try {
            log.applyRetention(now);
        } catch (IOException | RuntimeException | Error e) { // the other queues need the thread
            LOG.error(
                    "what {} does not have to keep cannot be dropped",
                    log.files().folder(),
                    e);
        } finally {
            log.queue().release();
        }
    }

    /** Makes a checkpoint of all that was written. For one thread at a time. */
    void checkpointAll() {
        changed.forEach(this::checkpoint);
    }

    /** A queue that is closed meanwhile stays open until this is over: its end is no failure of the disk. */
    private boolean checkpoint(QueueLog log) {
        if (!log.queue().tryHold()) {
            changed.remove(log);
            return true;
        }
        try {
            return checkpointHeld(log);
        } finally {
            log.queue().release();
        }
    }

    /** Where nothing was written since the last one, what is mapped for writing is let go. */
    private boolean checkpointHeld(QueueLog log) {
        try {
            boolean made = log.checkpoint();
            failing.remove(log);
            if (!made) {
                changed.remove(log);
                if (!log.cool()) {
                    changed.add(log);
                }
            }
            return true;
        } catch (StorageFailedException e) {
            changed.remove(log); // for good
            LOG.error("no checkpoint of {}: {}", log.files().folder(), e.getMessage());
            return false;
        } catch (IOException e) {
            if (failing.add(log)) {
                LOG.error("no checkpoint of {} yet: {}", log.files().folder(), e.getMessage());
            }
            return false;
        } catch (RuntimeException | Error e) { // the other queues need the thread
            if (failing.add(log)) {
                LOG.error("no checkpoint of {} yet", log.files().folder(), e);
            }
            return false;
        }
    }

    /** Whether this is the end: then all is made safe, whatever the settings. */
    boolean isStopping() {
        return stopping.getCount() == 0;
    }

    /** Ends the thread. */
    void stopCheckpoints() {
        stopping.countDown();
        Uninterrupted.join(thread);
    }

    /**
     * Makes what was written safe, and ends the thread. The queues are to be closed after this, by their owner.
     *
     * @return whether all of it is safe, now and before
     */
    public boolean close() {
        stopCheckpoints();
        boolean safe = true;
        for (QueueLog log : logs) {
            safe &= checkpoint(log);
        }
        return safe;
    }
}
