package io.kaska.spi;

import io.kaska.OffsetReset;
import java.time.Duration;

/**
 * The limits of a client that do not depend on where its broker is.
 *
 * @param requestTimeout how long a send waits for queued ones before it, and how long closing waits for them
 * @param sendMemory the most bytes that {@code sendAsync} keeps unsent
 * @param failWhenSendMemoryIsFull whether {@code sendAsync} fails at that bound, instead of waiting
 * @param readAheadSize the most bytes that are read ahead of {@code poll} over all topics; a single message always passes
 * @param readAheadMessages the most messages of one topic that are asked for at once
 * @param offsetReset where a poll goes on where the messages are gone
 */
public record ClientOptions(
        Duration requestTimeout,
        long sendMemory,
        boolean failWhenSendMemoryIsFull,
        long readAheadSize,
        int readAheadMessages,
        OffsetReset offsetReset) {}
