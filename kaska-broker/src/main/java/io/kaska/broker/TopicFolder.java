package io.kaska.broker;

import io.kaska.log.Block;
import io.kaska.log.LogStore;
import io.kaska.log.MessageQueue;
import io.kaska.log.MessageStore;
import io.kaska.log.QueueState;
import io.kaska.log.Retention;
import io.kaska.log.StorageExhaustedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Topics in a folder, a folder for each.
 *
 * <pre>
 *   FOLDER/TOPIC/            its messages: see docs/storage.md; TOPIC is a {@link FileName}
 *   FOLDER/TOPIC/%name       the topic's full name and a line end, only if TOPIC is a hash
 *   FOLDER/TOPIC/%retention  what the topic itself says about how long it keeps messages: see {@link RetentionFile}
 *   FOLDER/.new-…            a topic that was never made whole
 *   FOLDER/.deleted-…        a topic that is deleted, but whose files somebody still used
 * </pre>
 *
 * <p>Safe for use by many threads. The making of a topic works on the disk while it keeps others of that name waiting,
 * as only one can win; nobody else waits.
 */
final class TopicFolder implements TopicStorage {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFolder.class);
    static final String NEW = ".new-";
    static final String DELETED = ".deleted-";
    private static final int NEARLY_FULL = 64 << 10;

    private final DataFolder data;
    private final Path folder;
    private final MessageStore store;
    private final LogStore logs;
    private final TopicGates gates = new TopicGates();
    private final AsideFiles files = new AsideFiles();
    private final RetentionFile retentionFile = new RetentionFile(files);
    private final Retention retention;
    private final String prefix = UUID.randomUUID() + "-";
    private final AtomicLong count = new AtomicLong();

    /**
     * @param data closed with this
     * @param logs closed with this
     * @param retention of topics that say nothing themselves
     */
    TopicFolder(DataFolder data, MessageStore store, LogStore logs, Retention retention) {
        this.data = data;
        this.folder = data.topics();
        this.store = store;
        this.logs = logs;
        this.retention = retention;
    }

    // --- at the start

    @Override
    public void load(TopicMap topics) throws IOException {
        Map<String, QueueState> known = new ConcurrentHashMap<>(CleanStop.take(data.root()));
        TopicLoader.loadAll(folder, path -> load(topics, path, known), logs.progress());
        known.keySet()
                .forEach(file -> LOG.error("{} is gone: the topic was there at the last stop", folder.resolve(file)));
    }

    /** @param known by folder; what is loaded is taken out */
    private void load(TopicMap topics, Path path, Map<String, QueueState> known) throws IOException {
        String file = String.valueOf(path.getFileName());
        if (file.startsWith(NEW) || file.startsWith(DELETED)) {
            deleteAll(path);
            LOG.info("deleted {}, which a former process left", path);
            return;
        }
        ByteBuffer name = nameOf(path, file);
        if (name == null || !Files.isDirectory(path)) {
            LOG.warn("{} is no folder of a topic, and is left alone", path);
            return;
        }
        OwnRetention own = RetentionFile.read(path);
        int size = name.remaining();
        Block block = store.takeForName(size);
        block.buffer(0, size).put(name);
        store.finishName(size);
        Runnable afterwards = () -> store.pool().giveBack(block);
        QueueState state = known.remove(file);
        MessageQueue queue = state != null ? logs.openLater(path, state, afterwards) : logs.open(path, afterwards);
        queue.retain(own.over(retention));
        topics.getOrPut(block, size, () -> queue);
    }

    /** The name of the topic that a folder is for; null if it is none of a topic. */
    static @Nullable ByteBuffer nameOf(Path path, String file) throws IOException {
        Path fullName = path.resolve(FileName.FULL_NAME_FILE);
        ByteBuffer name = FileName.looksHashed(file) && Files.exists(fullName)
                ? withoutLineEnd(Files.readAllBytes(fullName))
                : FileName.decode(file);
        return name != null && name.hasRemaining() && FileName.of(name).text().equals(file) ? name : null;
    }

    private static ByteBuffer withoutLineEnd(byte[] line) {
        boolean ended = line.length > 0 && line[line.length - 1] == '\n';
        return ByteBuffer.wrap(line, 0, ended ? line.length - 1 : line.length);
    }

    private static void deleteAll(Path path) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(path)) {
            for (Path file : all) {
                Files.delete(file);
            }
        }
        Files.delete(path);
    }

    // --- make and delete

    @Override
    public Topic getOrMake(TopicMap topics, Block name, int nameSize) throws IOException {
        ByteBuffer bytes = name.buffer(0, nameSize);
        FileName file = FileName.of(bytes);
        return gates.alone(file.text(), () -> {
            Topic present = topics.get(bytes);
            if (present != null) {
                return present;
            }
            Path path = folder.resolve(file.text());
            try {
                MessageQueue queue = make(path, file, name, nameSize);
                return topics.getOrPut(name, nameSize, () -> queue);
            } catch (IOException e) {
                throw failure(path, e);
            }
        });
    }

    private MessageQueue make(Path path, FileName file, Block name, int nameSize) throws IOException {
        makeFolder(path, file, name.buffer(0, nameSize));
        try {
            AsideFiles.flush(folder);
            return logs.open(path, () -> store.pool().giveBack(name));
        } catch (IOException | RuntimeException e) {
            drop(path, e);
            throw e;
        }
    }

    /** The system's words for a full disk depend on its language, so the disk is asked. */
    private IOException failure(Path path, IOException cause) {
        if (cause instanceof StorageExhaustedException) {
            return cause;
        }
        String text = path + ": " + DirectoryOffsets.reasonOf(cause);
        try {
            FileStore disk = Files.getFileStore(folder);
            if (disk.getUsableSpace() < NEARLY_FULL) {
                var full = new StorageExhaustedException(
                        text + "; the disk is full: make room, or delete topics", disk.getTotalSpace());
                full.initCause(cause);
                return full;
            }
        } catch (IOException e) { // to ask takes a descriptor, for one thing
            cause.addSuppressed(e);
        }
        return new IOException(text, cause);
    }

    /** What could not be made whole would be in the way of the next try, and a topic at the next start. */
    private static void drop(Path path, Exception reason) {
        try {
            deleteAll(path);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
    }

    private void makeFolder(Path path, FileName file, ByteBuffer name) throws IOException {
        if (file.hashed()) {
            makeNamed(path, name);
        } else {
            Files.createDirectory(path);
        }
    }

    private void makeNamed(Path path, ByteBuffer name) throws IOException {
        Path aside = folder.resolve(NEW + prefix + count.incrementAndGet());
        Files.createDirectory(aside);
        try {
            files.replace(aside, FileName.FULL_NAME_FILE, OffsetFile.content(name));
            Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            drop(aside, e);
            throw e;
        }
    }

    /** Alone, so that a topic of the same name that is made meanwhile does not get the rule of the one before. */
    @Override
    public Retention retain(Topic topic, OwnRetention own) throws IOException {
        String file = FileName.of(topic.name()).text();
        return gates.alone(file, () -> {
            if (topic.isDeleted()) {
                throw new NoSuchFileException(file); // the folder goes with the topic
            }
            retentionFile.write(folder.resolve(file), own);
            return topic.retain(own.over(retention));
        });
    }

    @Override
    public void delete(Topic topic) throws IOException {
        topic.dropFiles(DELETED + prefix + count.incrementAndGet());
        AsideFiles.flush(folder);
    }

    /** Where not everything is safe, the next start looks into each topic. */
    @Override
    public void close(TopicMap topics) {
        try {
            if (logs.close()) {
                CleanStop.write(data.root(), states(topics));
            }
        } catch (IOException e) {
            LOG.warn("the next start will take longer: {}", e.getMessage());
        }
        try {
            data.close();
        } catch (IOException e) {
            LOG.warn("the lock of {} could not be let go: {}", data, e.getMessage());
        }
    }

    private static Map<String, QueueState> states(TopicMap topics) {
        Map<String, QueueState> states = new HashMap<>();
        for (Topic topic = topics.next(0); topic != null; topic = topics.next(topic.id())) {
            if (!topic.isDeleted()) {
                states.put(FileName.of(topic.name()).text(), topic.state());
            }
        }
        return states;
    }
}
