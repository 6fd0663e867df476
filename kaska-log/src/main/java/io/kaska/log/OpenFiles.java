package io.kaska.log;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how many files of a store are open and mapped at one time, whatever the number of topics: before one more is
 * mapped, one that nobody uses and nobody has used lately is unmapped (the clock algorithm). Where all are in use the
 * bound gives way, as nobody could go on otherwise.
 *
 * <p>Safe for use by many threads.
 */
final class OpenFiles {
    private final int most;
    private final Runnable letGo;
    private final ArrayDeque<Mapping> clock = new ArrayDeque<>();

    /** Where nobody keeps anything mapped that is not in use. */
    OpenFiles(int most) {
        this(most, () -> {});
    }

    /** @param letGo makes others let go of what they keep mapped to be faster, if they can */
    OpenFiles(int most, Runnable letGo) {
        this.most = most;
        this.letGo = letGo;
    }

    /** Takes note of one that is mapped now. */
    synchronized void add(Mapping mapping) {
        clock.addLast(mapping);
    }

    /** How many there are. */
    synchronized int count() {
        clock.removeIf(Mapping::isRetired);
        return clock.size();
    }

    /** Unmaps until one more may be mapped. */
    void makeRoom() {
        if (!unmapOne()) {
            letGo.run();
            unmapOne();
        }
    }

    /** Returns false if all are in use. */
    private boolean unmapOne() {
        for (int turns = 0; turns < 2 * most; turns++) {
            Mapping oldest = pollIfFull();
            if (oldest == null) {
                return true;
            }
            if (!oldest.isRetired() && !oldest.tryEvict()) {
                add(oldest);
            }
        }
        return false;
    }

    private synchronized @Nullable Mapping pollIfFull() {
        return clock.size() < most ? null : clock.pollFirst();
    }
}
