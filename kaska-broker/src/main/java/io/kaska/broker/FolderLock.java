package io.kaska.broker;

import io.kaska.log.Uninterrupted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a folder for one broker alone: a lock of the operating system on the file {@code .lock} in it, which ends with
 * the process, however that ends. Within the process a set of the folders that are taken says so: to try the lock a
 * second time would be to lose it, as the system lets go of it when any descriptor of the file is closed.
 */
final class FolderLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FolderLock.class);
    private static final String NAME = ".lock";
    private static final int LONGEST_NUMBER = 20;

    /** What identifies the folders that this process has, whatever paths lead there. */
    private static final Set<Object> TAKEN = ConcurrentHashMap.newKeySet();

    private final Object key;
    private final FileChannel channel;
    private final AtomicBoolean closed = new AtomicBoolean();

    private FolderLock(Object key, FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    /**
     * Locks a folder.
     *
     * @param what the folder is, as the first words of what is thrown
     * @throws IOException if another broker has it, or it cannot be written; the text is one clear line
     */
    static FolderLock take(Path folder, String what) throws IOException {
        try {
            return take(folder);
        } catch (FileSystemException e) {
            throw new IOException(what + "cannot be written: " + DirectoryOffsets.reasonOf(e), e);
        }
    }

    private static FolderLock take(Path folder) throws IOException {
        Object key = keyOf(folder);
        if (!TAKEN.add(key)) {
            throw inUse(folder, String.valueOf(ProcessHandle.current().pid()));
        }
        boolean locked = false;
        try {
            var lock = new FolderLock(key, Uninterrupted.call(() -> lock(folder)));
            locked = true;
            return lock;
        } finally {
            if (!locked) {
                TAKEN.remove(key);
            }
        }
    }

    private static Object keyOf(Path folder) throws IOException {
        Object key = Files.readAttributes(folder, BasicFileAttributes.class).fileKey();
        return key == null ? folder.toRealPath() : key;
    }

    private static IOException inUse(Path folder, String process) {
        return new IOException("the folder %s is in use by another broker, process %s: stop that, or name another"
                .formatted(folder, process));
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel = FileChannel.open(
                folder.resolve(NAME), StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
        boolean locked = false;
        try {
            if (channel.tryLock() == null) {
                throw inUse(folder, owner(channel));
            }
            writeOwner(channel);
            locked = true;
            return channel;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    /**
     * Keeps brokers out of a folder that is only looked at: nothing in it changes, and other processes may look at it
     * too.
     *
     * @return null if the folder never had a broker: there is no file to lock then, and none is made
     * @throws IOException if a broker has it
     */
    static @Nullable FolderLock share(Path folder) throws IOException {
        Object key = keyOf(folder);
        if (!Files.exists(folder.resolve(NAME))) {
            return null;
        }
        if (!TAKEN.add(key)) {
            throw hasBroker(folder, String.valueOf(ProcessHandle.current().pid()));
        }
        boolean locked = false;
        try {
            var lock = new FolderLock(key, lockShared(folder));
            locked = true;
            return lock;
        } finally {
            if (!locked) {
                TAKEN.remove(key);
            }
        }
    }

    private static FileChannel lockShared(Path folder) throws IOException {
        FileChannel channel = FileChannel.open(folder.resolve(NAME), StandardOpenOption.READ);
        boolean locked = false;
        try {
            if (channel.tryLock(0, Long.MAX_VALUE, true) == null) {
                throw hasBroker(folder, owner(channel));
            }
            locked = true;
            return channel;
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    private static IOException hasBroker(Path folder, String process) {
        return new IOException(
                "the folder %s is in use by a broker, process %s: stop that first".formatted(folder, process));
    }

    /** For people: the lock holds without it, on a full disk too. */
    private static void writeOwner(FileChannel channel) {
        try {
            channel.truncate(0);
            channel.write(
                    StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"), 0);
        } catch (IOException e) {
            LOG.warn("who has the lock could not be written down: {}", e.getMessage());
        }
    }

    private static String owner(FileChannel channel) throws IOException {
        ByteBuffer number = ByteBuffer.allocate(LONGEST_NUMBER);
        channel.read(number, 0);
        return StandardCharsets.US_ASCII.decode(number.flip()).toString().strip();
    }

    /** A second time does nothing: another broker may have the folder by then. */
    @Override
    public void close() throws IOException {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            channel.close();
        } finally {
            TAKEN.remove(key);
        }
    }
}
