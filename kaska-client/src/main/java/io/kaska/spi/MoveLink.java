package io.kaska.spi;

import io.kaska.Message;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What moving topics between brokers takes beside the operations of {@link io.kaska.Kaska}: messages keep the times that
 * they had, a topic may begin above offset 0, and all who committed are known.
 *
 * <p>Errors are those that {@link io.kaska.Kaska} names. For one thread.
 */
public interface MoveLink extends AutoCloseable {
    /** Whether messages keep their times here; else they get that of their arrival. */
    boolean keepsTimes();

    /** Makes a topic if there is none, and lets it take messages of other times; it keeps all of them meanwhile. */
    void begin(String topic);

    /**
     * Appends messages with their keys, headers and times, and waits until they are kept.
     *
     * @param offset that the first of them has to get: the topic's end, as nobody else writes to it
     * @throws io.kaska.KaskaException if they got other offsets or times, or cannot be kept as they are
     */
    void append(String topic, long offset, List<Message> messages);

    /**
     * Appends messages without meaning, to be trimmed at once, at [from, to).
     *
     * @param from the topic's end
     * @param to where it is to begin
     * @param time not before that of the last message, nor behind that of the next
     */
    void fill(String topic, long from, long to, Instant time);

    /** Lets a topic be as any other. */
    void end(String topic);

    /** All clients that committed; empty if the broker does not tell. */
    Optional<Set<String>> clients();

    /** Never throws; a second call does nothing. */
    @Override
    void close();
}
