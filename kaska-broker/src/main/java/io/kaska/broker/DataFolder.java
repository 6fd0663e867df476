package io.kaska.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The folder of a broker that keeps its messages, while this process has it alone.
 *
 * <pre>
 *   FOLDER/format       one line: "kaska data 1"
 *   FOLDER/clean        see {@link CleanStop}; not there while a broker runs
 *   FOLDER/.lock        see {@link FolderLock}
 *   FOLDER/topics/      see {@link TopicFolder}
 *   FOLDER/offsets/     committed offsets, unless another folder is given for them
 * </pre>
 *
 * <p>Immutable; for the thread that starts and ends the broker.
 */
public final class DataFolder implements AutoCloseable {
    static final String TOPICS = "topics";
    static final String OFFSETS = "offsets";
    static final String FORMAT_FILE = "format";
    private static final String FORMAT = "kaska data ";
    private static final int VERSION = 1;
    private static final int LONGEST_FORMAT = 40;

    private final Path root;
    private final FolderLock lock;

    private DataFolder(Path root, FolderLock lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Takes a folder for this process, and makes it one of Kaska if it is empty.
     *
     * @throws IOException if it does not exist, cannot be written, is in use, holds something else, or was written by a
     *     newer Kaska; the text is one clear line
     */
    public static DataFolder open(Path root) throws IOException {
        String what = "the folder for messages, " + root + ", ";
        requireFolder(root, what, "does not exist: make it first, or name another");
        checkContent(root, what);
        FolderLock lock;
        try {
            lock = FolderLock.take(root);
        } catch (IOException e) {
            throw new IOException(DirectoryOffsets.reasonOf(e), e);
        }
        try {
            prepare(root);
            return new DataFolder(root, lock);
        } catch (IOException e) {
            lock.close();
            throw new IOException(what + "cannot be written: " + DirectoryOffsets.reasonOf(e), e);
        }
    }

    private static void requireFolder(Path root, String what, String missing) throws IOException {
        if (!Files.exists(root)) {
            throw new IOException(what + missing);
        }
        if (!Files.isDirectory(root)) {
            throw new IOException(what + "is not a folder: name another");
        }
    }

    /**
     * Looks whether a folder is one that a broker made, and changes nothing.
     *
     * @throws IOException if it is not; the text is one clear line
     */
    static void requireMade(Path root) throws IOException {
        String what = "the folder " + root + " ";
        requireFolder(root, what, "does not exist");
        if (!Files.exists(root.resolve(FORMAT_FILE))) {
            throw new IOException(what + "is none of Kaska's: it has no file 'format'");
        }
        checkContent(root, what);
    }

    /** Makes a folder one of Kaska: the last step, when all that belongs into it is there. */
    static void writeFormat(Path root) throws IOException {
        ByteBuffer line = StandardCharsets.US_ASCII.encode(FORMAT + VERSION + "\n");
        new AsideFiles().replace(root, FORMAT_FILE, line);
    }

    /** Before anything is written there: a wrong folder stays as it was. */
    private static void checkContent(Path root, String what) throws IOException {
        String format;
        try (var in = Files.newInputStream(root.resolve(FORMAT_FILE))) {
            format = new String(in.readNBytes(LONGEST_FORMAT), StandardCharsets.ISO_8859_1).strip();
        } catch (NoSuchFileException e) {
            requireNothingElse(root, what);
            return;
        }
        if (!format.startsWith(FORMAT)) {
            throw new IOException(what + "is none of Kaska's: its file 'format' does not begin with '" + FORMAT + "'");
        }
        String version = format.substring(FORMAT.length());
        if (!version.equals(String.valueOf(VERSION))) {
            throw new IOException(what + "has version " + version + " of the format, but this Kaska reads version "
                    + VERSION + ": use a newer Kaska");
        }
    }

    private static void requireNothingElse(Path root, String what) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(root, path -> !isOurs(path))) {
            for (Path path : all) {
                throw new IOException(what + "holds something else, as '" + path.getFileName()
                        + "', and no file 'format': name an empty folder, or one of Kaska's");
            }
        }
    }

    /** What a start that was killed may have left, and what a file system puts into every folder. */
    private static boolean isOurs(Path path) {
        String name = String.valueOf(path.getFileName());
        return name.startsWith(".") || name.equals("lost+found") || name.equals(TOPICS) || name.equals(OFFSETS);
    }

    private static void prepare(Path root) throws IOException {
        Files.createDirectories(root.resolve(TOPICS));
        Files.createDirectories(root.resolve(OFFSETS));
        if (!Files.exists(root.resolve(FORMAT_FILE))) {
            writeFormat(root);
        } else {
            new AsideFiles().probe(root);
        }
    }

    Path root() {
        return root;
    }

    Path topics() {
        return root.resolve(TOPICS);
    }

    /** The folder for committed offsets, which exists. */
    public Path offsets() {
        return root.resolve(OFFSETS);
    }

    /** Lets another process have it. Nothing in it may be in use any more. */
    @Override
    public void close() throws IOException {
        lock.close();
    }

    @Override
    public String toString() {
        return root.toString();
    }
}
