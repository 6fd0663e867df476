package io.kaska.broker;

import io.kaska.broker.StoredTopics.StoredTopic;
import io.kaska.log.Disk;
import io.kaska.log.LogDump;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Reads the messages of one topic in a folder that no broker has. For one thread, once. */
public final class FolderDump implements AutoCloseable {
    private final StoppedFolder folder;
    private final StoredTopic topic;

    private FolderDump(StoppedFolder folder, StoredTopic topic) {
        this.folder = folder;
        this.topic = topic;
    }

    /**
     * Keeps brokers out of the folder until this is closed.
     *
     * @param topic its name, or the name of its folder
     * @throws IOException if it is no folder of Kaska, a broker has it, or there is no such topic; the text is one clear
     *     line
     */
    public static FolderDump open(Path root, String topic) throws IOException {
        StoppedFolder folder = StoppedFolder.open(root);
        boolean found = false;
        try {
            StoredTopic stored = folder.topics().find(topic);
            if (stored == null) {
                throw new IOException("there is no topic '" + topic + "' in the folder " + root);
            }
            found = true;
            return new FolderDump(folder, stored);
        } finally {
            if (!found) {
                folder.close();
            }
        }
    }

    /** The topic's name. */
    public String topic() {
        return topic.text();
    }

    /**
     * Reads from an offset on, or from the earliest if that is higher, past what is damaged.
     *
     * @param reader returns whether more are wanted
     * @param damage is told of what is passed, where it would have come
     */
    public void read(long from, Predicate<StoredMessage> reader, Consumer<Finding> damage) throws IOException {
        LogDump.Reader parser = (offset, millis, flags, body) -> {
            StoredMessage message = StoredMessage.of(offset, millis, flags, body);
            if (message == null) {
                damage.accept(headless(offset, body));
                return true;
            }
            return reader.test(message);
        };
        try {
            LogDump.run(Disk.real(), topic.folder(), from, parser, found -> damage.accept(Finding.of(found)));
        } catch (IOException e) {
            throw new IOException(DirectoryOffsets.reasonOf(e), e);
        }
        folder.requireStillStopped();
    }

    private Finding headless(long offset, ByteBuffer body) {
        return new Finding(
                Finding.Kind.DAMAGE,
                "%s: expected a head of key and headers, found %d bytes that are none; message %d"
                        .formatted(topic.folder(), body.limit(), offset));
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }
}
