package io.kaska.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Committed offsets in a folder, where they survive the process and, once acknowledged, a power loss. Any thread may
 * call it.
 *
 * <pre>
 *   FOLDER/CLIENT/TOPIC    the offset, as {@link OffsetFile} draws it; CLIENT and TOPIC are {@link FileName}s
 *   FOLDER/CLIENT/%name    the client's full name, only if CLIENT is a hash
 *   FOLDER/.lock           see {@link FolderLock}
 * </pre>
 *
 * <p>Nothing of it is kept in memory: each read goes to the file, so a file that somebody edits counts at once, and a
 * folder that is taken away is noticed. The folder itself is never made anew, because what is gone then is more than
 * this class could know.
 */
final class DirectoryOffsets implements CommittedOffsets {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryOffsets.class);

    private final Path root;
    private final FolderLock lock;
    private final AsideFiles files = new AsideFiles();
    private final TopicGates gates = new TopicGates();
    private final StaleFiles stale;

    /** How many client folders were made whose name in the root may not be on the disk yet. */
    private final AtomicInteger unflushedFolders = new AtomicInteger();

    private DirectoryOffsets(Path root, FolderLock lock) throws IOException {
        this.root = root;
        this.lock = lock;
        files.probe(root);
        stale = StaleFiles.start(root, files);
    }

    /** See {@link CommittedOffsets#inDirectory}. */
    static DirectoryOffsets open(Path folder) throws IOException {
        String what = "the folder for committed offsets, " + folder + ", ";
        if (!Files.exists(folder)) {
            throw new IOException(what + "does not exist: make it first, or name another");
        }
        if (!Files.isDirectory(folder)) {
            throw new IOException(what + "is not a folder: name another");
        }
        FolderLock lock = FolderLock.take(folder, what);
        try {
            return new DirectoryOffsets(folder, lock);
        } catch (IOException e) {
            lock.close();
            throw new IOException(what + "cannot be written: " + reasonOf(e), e);
        }
    }

    // --- commit

    @Override
    public boolean commit(ByteBuffer client, ByteBuffer topic, long offset, BooleanSupplier topicLives)
            throws IOException {
        FileName file = FileName.of(topic);
        try {
            return gates.together(file.text(), () -> {
                boolean lives = topicLives.getAsBoolean();
                if (lives) {
                    write(client, file, OffsetFile.content(offset, file, topic));
                }
                return lives;
            });
        } catch (IOException e) {
            throw failure("an offset cannot be kept", e);
        }
    }

    private void write(ByteBuffer client, FileName file, ByteBuffer... content) throws IOException {
        FileName clientFile = FileName.of(client);
        Path folder = root.resolve(clientFile.text());
        if (!Files.isDirectory(folder)) {
            makeFolder(folder);
        }
        if (clientFile.hashed()) {
            claim(folder, client);
        }
        files.replace(folder, file.text(), content);
        // Another thread made the folder, and has not flushed the root yet or has failed at it.
        if (unflushedFolders.get() > 0) {
            AsideFiles.flush(root);
        }
    }

    /** Counted before anyone can see the folder, until the root is flushed; for good if that fails. */
    private void makeFolder(Path folder) throws IOException {
        unflushedFolders.incrementAndGet();
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            // Another commit was faster; or it is a file, and then the write that follows says so.
        } catch (IOException e) {
            unflushedFolders.decrementAndGet();
            throw e;
        }
        AsideFiles.flush(root);
        unflushedFolders.decrementAndGet();
    }

    private void claim(Path folder, ByteBuffer client) throws IOException {
        try {
            OffsetFile.check(folder.resolve(FileName.FULL_NAME_FILE), client);
        } catch (NoSuchFileException e) {
            files.replace(folder, FileName.FULL_NAME_FILE, OffsetFile.content(client));
        }
    }

    // --- read

    @Override
    public OptionalLong committed(ByteBuffer client, ByteBuffer topic) throws IOException {
        try {
            return read(client, topic);
        } catch (IOException e) {
            throw failure("a committed offset cannot be read", e);
        }
    }

    private OptionalLong read(ByteBuffer client, ByteBuffer topic) throws IOException {
        FileName clientFile = FileName.of(client);
        FileName file = FileName.of(topic);
        Path folder = root.resolve(clientFile.text());
        long offset;
        try {
            offset = OffsetFile.read(folder.resolve(file.text()), file, topic);
        } catch (NoSuchFileException e) {
            requireRoot();
            return OptionalLong.empty();
        }
        if (clientFile.hashed()) {
            OffsetFile.check(folder.resolve(FileName.FULL_NAME_FILE), client);
        }
        return OptionalLong.of(offset);
    }

    private void requireRoot() throws IOException {
        if (!Files.isDirectory(root)) {
            throw new NoSuchFileException(root.toString());
        }
    }

    @Override
    public List<ByteBuffer> clients(ByteBuffer after, int mostBytes) throws IOException {
        NamePage page = new NamePage(after, mostBytes);
        try {
            offerAll(page);
        } catch (IOException e) {
            throw failure("the clients that committed cannot be listed", e);
        }
        return page.names();
    }

    /** Goes through all clients' folders. */
    private void offerAll(NamePage page) throws IOException {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root)) {
            for (Path folder : folders) {
                String text = folder.getFileName().toString();
                ByteBuffer name =
                        text.startsWith(".") || !Files.isDirectory(folder) ? null : TopicFolder.nameOf(folder, text);
                if (name != null) { // else somebody else's, or one whose full name is about to be written
                    page.offer(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    // --- forget

    /** Goes through all clients' folders: what a former process kept goes too. */
    @Override
    public void forgetTopic(ByteBuffer topic) throws IOException {
        FileName file = FileName.of(topic);
        try {
            gates.alone(file.text(), () -> deleteEverywhere(file));
        } catch (IOException e) {
            throw failure("not all offsets of a deleted topic are gone", e);
        }
    }

    /** Goes on after a failure, so that as little as possible stays. */
    private Path deleteEverywhere(FileName file) throws IOException {
        IOException failed = null;
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(root)) {
            for (Path folder : folders) {
                try {
                    delete(folder, file);
                } catch (IOException e) {
                    failed = e;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        if (failed != null) {
            throw failed;
        }
        return root;
    }

    private static void delete(Path folder, FileName file) throws IOException {
        try {
            if (Files.deleteIfExists(folder.resolve(file.text()))) {
                AsideFiles.flush(folder);
            }
        } catch (FileSystemException e) {
            if (Files.isDirectory(folder)) { // else somebody else's file, or a folder that went away meanwhile
                throw e;
            }
        }
    }

    /** Ends the cleaning up, and lets another broker have the folder. */
    @Override
    public void close() {
        stale.close();
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("the lock of {} could not be let go: {}", root, e.getMessage());
        }
    }

    // --- errors

    private IOException failure(String what, IOException cause) {
        String todo = cause instanceof BrokenFileException
                ? ""
                : "; check that the folder " + root + " is there, can be written, and is on a disk with room";
        return new IOException(what + ": " + reasonOf(cause) + todo, cause);
    }

    /** The JDK's message of a failed file operation is often the bare path. */
    static String reasonOf(IOException e) {
        if (e instanceof FileSystemException f && f.getReason() == null) {
            return f.getFile() + ": "
                    + switch (f) {
                        case NoSuchFileException _ -> "no such file or folder";
                        case AccessDeniedException _ -> "permission denied";
                        default -> f.getClass().getSimpleName();
                    };
        }
        return String.valueOf(e.getMessage());
    }
}
