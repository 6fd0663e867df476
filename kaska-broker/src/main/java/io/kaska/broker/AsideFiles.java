package io.kaska.broker;

import io.kaska.log.Disk;
import io.kaska.log.Uninterrupted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Replaces small files so that whoever looks, and whoever looks after a power loss, sees the old content or the new one,
 * whole: written to a file aside in the same folder, flushed, renamed, and the folder flushed. Any thread may call it.
 *
 * <p>A file aside is named {@code .new-} and something that no other call and no other process takes. No
 * {@link FileName} begins with a dot, so what a killed process left is never taken for anything.
 */
final class AsideFiles {
    private static final String PREFIX = ".new-";

    private final String ownPrefix = PREFIX + UUID.randomUUID() + "-";
    private final AtomicLong count = new AtomicLong();

    /** Puts a file in place of what was there, if anything. The buffers stay as they were. */
    void replace(Path folder, String name, ByteBuffer... content) throws IOException {
        Path aside = folder.resolve(nextName());
        try {
            write(aside, content);
            Files.move(aside, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            drop(aside, e);
            throw e;
        }
        flush(folder);
    }

    /** Fails if no file can be made in a folder. Asking for permissions would not do: root has all, also on a CD. */
    void probe(Path folder) throws IOException {
        Path aside = folder.resolve(nextName());
        Files.createFile(aside);
        Files.delete(aside);
        flush(folder);
    }

    private String nextName() {
        return ownPrefix + count.incrementAndGet();
    }

    private static void write(Path file, ByteBuffer... content) throws IOException {
        Uninterrupted.run(() -> {
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)) {
                while (content[content.length - 1].hasRemaining()) {
                    channel.write(content);
                }
                channel.force(true);
            }
        });
    }

    private static void drop(Path aside, Exception reason) {
        try {
            Files.deleteIfExists(aside);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    /** Makes the names in a folder survive a power loss: those that were added, and those that were taken away. */
    static void flush(Path folder) throws IOException {
        Disk.real().flushFolder(folder);
    }

    /** Whether a file was left aside by a process that is no more. */
    boolean isStale(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith(PREFIX) && !name.startsWith(ownPrefix);
    }
}
