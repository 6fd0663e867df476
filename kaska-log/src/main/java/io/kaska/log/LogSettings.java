package io.kaska.log;

import java.time.Duration;

/**
 * How a store keeps its queues.
 *
 * @param checkpointInterval after that time at most a queue that was written gets a checkpoint, and, with
 *     {@link Fsync#INTERVAL}, is flushed
 * @param segmentSize a new segment is begun rather than that one passes this size, in bytes; 4 KiB to 1 GiB
 * @param retention of queues that have none of their own
 * @param openFiles how many files may be open and mapped at one time, while not more are in use; 16 or more
 */
public record LogSettings(
        Fsync fsync, Duration checkpointInterval, int segmentSize, int openFiles, Retention retention) {
    /** Acknowledged means on the disk. */
    public static final LogSettings DEFAULT = new LogSettings(Fsync.ALWAYS, Duration.ofSeconds(1), 256 << 20, 4_096);

    /** Everything is kept. */
    public LogSettings(Fsync fsync, Duration checkpointInterval, int segmentSize, int openFiles) {
        this(fsync, checkpointInterval, segmentSize, openFiles, Retention.ALL);
    }

    /** With another rule for flushing. */
    public LogSettings with(Fsync rule) {
        return with(rule, checkpointInterval);
    }

    /** With another rule for flushing, and another time between checkpoints. */
    public LogSettings with(Fsync rule, Duration interval) {
        return new LogSettings(rule, interval, segmentSize, openFiles, retention);
    }

    /** With segments of another size. */
    public LogSettings withSegmentSize(int bytes) {
        return new LogSettings(fsync, checkpointInterval, bytes, openFiles, retention);
    }

    /** With another bound on open files. */
    public LogSettings withOpenFiles(int count) {
        return new LogSettings(fsync, checkpointInterval, segmentSize, count, retention);
    }

    /** With another rule for what is kept. */
    public LogSettings with(Retention rule) {
        return new LogSettings(fsync, checkpointInterval, segmentSize, openFiles, rule);
    }
}
