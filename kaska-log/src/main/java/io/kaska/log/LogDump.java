package io.kaska.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads the messages of a log that nobody uses, past those that are damaged. For one thread, once. */
public final class LogDump {
    /** Takes what was read. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Takes a message.
         *
         * @param millis since 1970-01-01T00:00Z
         * @param flags of its batch; 1: the body begins with a head of key and headers
         * @param body all its bytes, from position to limit; the reader's from now on
         * @return whether more are wanted
         */
        boolean take(long offset, long millis, int flags, ByteBuffer body);
    }

    private LogDump() {}

    /**
     * Reads from an offset on, or from the earliest if that is higher.
     *
     * @param damage is told of messages that cannot be read, where they would have come
     */
    public static void run(Disk disk, Path folder, long from, Reader reader, Consumer<LogFinding> damage)
            throws IOException {
        try (StoredLog log = StoredLog.open(disk, folder)) {
            LogWalk walk = LogWalk.through(log, from);
            boolean wanted = true;
            while (wanted) {
                long first = walk.offset();
                switch (walk.next()) {
                    case null -> wanted = false;
                    case StoredBatch batch -> wanted = readAll(batch, first, reader);
                    case LostMessages lost -> damage.accept(lost.finding());
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static boolean readAll(StoredBatch batch, long first, Reader reader) {
        boolean wanted = true;
        for (long offset = Math.max(first, batch.offset()); wanted && offset < batch.end(); offset++) {
            wanted = reader.take(offset, batch.timestamp(), batch.flags(), batch.body(offset));
        }
        return wanted;
    }
}
