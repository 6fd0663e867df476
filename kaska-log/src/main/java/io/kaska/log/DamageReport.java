package io.kaska.log;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Tells the operator about each damaged place of one queue once, however often it is read, and about so many places only:
 * who reads a damaged log in a loop must not fill the disk.
 *
 * <p>Safe for use by many threads.
 */
final class DamageReport {
    /** How many places are named. */
    static final int MOST = 100;

    private final LogFiles files;
    private final Consumer<String> operator;
    private Set<Long> reported = Set.of(); // the first offset of each; guarded by the monitor

    DamageReport(LogFiles files, Consumer<String> operator) {
        this.files = files;
        this.operator = operator;
    }

    /** @param next the offset behind the messages that share the damage */
    void add(long offset, long next, String problem) {
        if (isNew(offset)) {
            operator.accept("messages %d to %d cannot be read: %s".formatted(offset, next - 1, problem));
        }
    }

    private synchronized boolean isNew(long offset) {
        if (reported.size() > MOST || reported.contains(offset)) {
            return false;
        }
        if (reported.isEmpty()) {
            reported = new HashSet<>();
        }
        reported.add(offset);
        if (reported.size() > MOST) {
            operator.accept("more of %s is damaged, and not named here: './kaska log verify' names all of it"
                    .formatted(files.folder()));
            return false;
        }
        return true;
    }
}
