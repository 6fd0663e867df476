package io.kaska.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a folder for one broker alone: a lock of the operating system on the file {@code .lock} in it, which ends with
 * the process, however that ends.
 */
final class FolderLock implements AutoCloseable {
    private static final String NAME = ".lock";
    private static final int LONGEST_NUMBER = 20;

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Locks a folder.
     *
     * @throws IOException if another broker has it, or it cannot be written
     */
    static FolderLock take(Path folder) throws IOException {
        FileChannel channel = FileChannel.open(
                folder.resolve(NAME), StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        boolean locked = false;
        try {
            if (tryLock(channel) == null) {
                throw new IOException(
                        "the folder %s is in use by another broker, process %s: stop that, or name another"
                                .formatted(folder, owner(channel)));
            }
            ByteBuffer self =
                    StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n");
            channel.truncate(0);
            channel.write(self, 0);
            locked = true;
            return new FolderLock(channel);
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    /**
     * Keeps brokers out of a folder that is only looked at: nothing in it changes, and others may look at it too.
     *
     * @return null if the folder never had a broker: there is no file to lock then, and none is made
     * @throws IOException if a broker has it
     */
    static @Nullable FolderLock share(Path folder) throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(folder.resolve(NAME), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
            return null;
        }
        boolean locked = false;
        try {
            if (tryShare(channel) == null) {
                throw new IOException("the folder %s is in use by a broker, process %s: stop that first"
                        .formatted(folder, owner(channel)));
            }
            locked = true;
            return new FolderLock(channel);
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    private static @Nullable FileLock tryShare(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, true);
        } catch (OverlappingFileLockException e) {
            return null; // a broker of this JVM
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // a broker of this JVM
        }
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer number = ByteBuffer.allocate(LONGEST_NUMBER);
        channel.read(number, 0);
        return StandardCharsets.US_ASCII.decode(number.flip()).toString().strip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
