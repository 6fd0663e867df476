package io.kaska.broker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * Keeps one offset per client and topic. Knows nothing of the topics themselves: the caller looks after whether one
 * exists, and whether an offset lies within it.
 *
 * <p>Names are legal ones (1 to 65 534 bytes of UTF-8, without NUL), between a buffer's position and limit; direct or
 * heap, they are read during the call only and left as they were. Offsets are not negative. Safe for use by many
 * threads; an interrupt is kept for the caller and ends nothing half-way.
 */
public interface CommittedOffsets extends AutoCloseable {

    /** They end with the process. */
    static CommittedOffsets inMemory() {
        return new MemoryOffsets();
    }

    /**
     * They live in a folder, where they survive the process and, once acknowledged, a power loss. Begins to clean up
     * what killed processes left unfinished in it.
     *
     * @throws IOException if it does not exist, is no folder, or cannot be written; the text is one clear line
     */
    static CommittedOffsets inDirectory(Path directory) throws IOException {
        return DirectoryOffsets.open(directory);
    }

    /**
     * Keeps an offset in place of what was kept before, unless {@code topicLives} says no. Of two commits at once one
     * wins, whole.
     *
     * <p>A commit may be held up for any time between its caller's look at the topic and this call, while the topic is
     * deleted and made anew. So {@code topicLives} is asked at a moment when no {@link #forgetTopic} of that topic is
     * under way: if the topic was marked dead before it was forgotten, nothing of it comes back.
     *
     * @param topicLives answers at once and calls nothing of this object
     * @return whether it was kept
     * @throws IOException if it could not be kept for good; the text says what, where, and what to do
     */
    boolean commit(ByteBuffer client, ByteBuffer topic, long offset, BooleanSupplier topicLives) throws IOException;

    /** Keeps an offset of a topic that cannot be deleted meanwhile. */
    default void commit(ByteBuffer client, ByteBuffer topic, long offset) throws IOException {
        commit(client, topic, offset, () -> true);
    }

    /**
     * What is kept.
     *
     * @return empty for an unknown client, or if it keeps nothing for that topic
     * @throws IOException if it cannot be read; the text says what, where, and what to do
     */
    OptionalLong committed(ByteBuffer client, ByteBuffer topic) throws IOException;

    /**
     * The names of clients that committed, those behind a given one in an order that stays; none if there are no more.
     * Clients of which only deleted topics were known may be among them, and names that no client can have, of folders
     * that somebody else made.
     *
     * @param after the last that the caller knows; without bytes it begins with the first
     * @param mostBytes of all names that are returned; one is returned whatever its size
     * @throws IOException if they cannot be read; the text says what, where, and what to do
     */
    List<ByteBuffer> clients(ByteBuffer after, int mostBytes) throws IOException;

    /**
     * Drops what every client keeps for a topic. When it returns all of it is gone, that of commits under way included.
     *
     * @throws IOException if some of it may still be there
     */
    void forgetTopic(ByteBuffer topic) throws IOException;

    @Override
    void close();
}
