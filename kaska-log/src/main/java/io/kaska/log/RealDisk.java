package io.kaska.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The file system of this machine. */
final class RealDisk implements Disk {
    static final RealDisk INSTANCE = new RealDisk();

    private static final long NEARLY_FULL = 1 << 20; // in bytes: others may have freed some meanwhile

    private RealDisk() {}

    @Override
    public DiskFile open(Path file) throws IOException {
        return new RealFile(file, FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public DiskFile openToRead(Path file) throws IOException {
        return new RealFile(file, FileChannel.open(file, StandardOpenOption.READ));
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        try {
            return new RealFile(
                    file,
                    FileChannel.open(
                            file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException e) {
            throw orFull(e, file, Steps.PAGE);
        }
    }

    /**
     * That the disk is full, if it is. The text of the system's error depends on the language of the machine, so the disk
     * is asked.
     */
    static IOException orFull(IOException cause, Path file, long needed) {
        try {
            return isFull(file, needed) ? full(cause, file, needed) : cause;
        } catch (IOException e) { // to ask takes a descriptor, for one thing
            cause.addSuppressed(e);
            return cause;
        }
    }

    private static boolean isFull(Path file, long needed) throws IOException {
        return Files.getFileStore(parent(file)).getUsableSpace() < Math.max(needed, NEARLY_FULL);
    }

    private static StorageExhaustedException full(IOException cause, Path file, long needed) throws IOException {
        FileStore store = Files.getFileStore(parent(file));
        var full = new StorageExhaustedException(
                "the disk of %s is full: %,d bytes are needed, %,d of %,d are free; make room, or delete topics"
                        .formatted(parent(file), needed, store.getUsableSpace(), store.getTotalSpace()),
                store.getTotalSpace());
        full.initCause(cause);
        return full;
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? file : parent;
    }

    @Override
    public List<String> list(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
            all.forEach(path -> names.add(String.valueOf(path.getFileName())));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return names;
    }

    @Override
    public void makeFolder(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    public void flushFolder(Path folder) throws IOException {
        Uninterrupted.run(() -> {
            try (FileChannel channel = openFolder(folder)) {
                channel.force(true);
            }
        });
    }

    private static FileChannel openFolder(Path folder) throws NotFlushedException {
        try {
            return FileChannel.open(folder, StandardOpenOption.READ);
        } catch (IOException e) {
            throw new NotFlushedException(e);
        }
    }
}
