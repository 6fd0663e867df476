package io.kaska.broker;

import io.kaska.log.Block;
import io.kaska.log.Retention;
import java.io.IOException;

/**
 * Where topics keep their messages: in memory, or in a folder. Knows topics by name only; which there are is the map's
 * business.
 *
 * <p>Safe for use by many threads.
 */
sealed interface TopicStorage permits MemoryTopics, TopicFolder {
    /** Puts the topics that are there already into an empty map. */
    void load(TopicMap topics) throws IOException;

    /**
     * The topic of a name: the one that is there, or else a new one, which {@link Topic#owns} the block from now on. A
     * new one survives whatever its messages survive.
     *
     * @param name the first {@code nameSize} bytes
     */
    Topic getOrMake(TopicMap topics, Block name, int nameSize) throws IOException;

    /**
     * Keeps what a topic says about how long it keeps messages, as long as the topic, and applies it.
     *
     * @return what is in force then
     */
    Retention retain(Topic topic, OwnRetention own) throws IOException;

    /** What a topic kept is to go as soon as nobody uses it any more, and is not found by the next start. */
    void delete(Topic topic) throws IOException;

    /** Before the topics are closed: what they hold is safe when it returns. */
    void close(TopicMap topics);
}
