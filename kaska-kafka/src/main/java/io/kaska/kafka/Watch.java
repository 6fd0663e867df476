package io.kaska.kafka;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A daemon thread for what may not be done on a caller's, as nobody may interrupt it; it is there while it has to do. */
final class Watch {
    private final ThreadPoolExecutor thread;

    Watch() {
        thread = new ThreadPoolExecutor(1, 1, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread made = new Thread(task, "kaska-kafka-watch");
            made.setDaemon(true);
            return made;
        });
        thread.allowCoreThreadTimeOut(true);
        thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // after the end
    }

    void run(Runnable task) {
        thread.execute(task);
    }

    /** Begins nothing more. */
    void close() {
        thread.shutdown();
    }
}
