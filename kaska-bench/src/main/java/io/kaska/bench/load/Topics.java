package io.kaska.bench.load;

import java.util.concurrent.atomic.AtomicLong;

/** Names of topics that nobody else has: a broker may be one that is in use. */
final class Topics {
    private static final AtomicLong NEXT = new AtomicLong();

    private Topics() {}

    static String next() {
        return "kaska-bench-" + ProcessHandle.current().pid() + "-" + Long.toString(System.nanoTime(), 36) + "-"
                + NEXT.incrementAndGet();
    }
}
