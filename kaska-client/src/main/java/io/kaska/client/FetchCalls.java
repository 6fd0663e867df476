package io.kaska.client;

import io.kaska.protocol.FetchRequest;
import io.kaska.protocol.FetchResponse;
import io.kaska.protocol.Messages;
import io.kaska.protocol.ResponseHeader;
import io.kaska.protocol.SectionError;
import io.kaska.spi.TopicPosition;
import java.time.Duration;
import java.util.List;

/**
 * Fetches over TCP, whose answers are checked before anybody believes them. One that met an id that has died is done
 * once more, as the topic may have been made anew: a fetch changes nothing. Used by any thread.
 */
final class FetchCalls {
    /** A message of one byte that is a run of its own is that many bytes of an answer, rounded up. */
    private static final long MOST_AROUND_BYTE = 32;

    /** While a topic is unknown its messages end no wait: it is asked for again after that many milliseconds. */
    private static final int LONGEST_WAIT_WITH_UNKNOWN = 500;

    private final Connections connections;

    FetchCalls(Connections connections) {
        this.connections = connections;
    }

    FetchResponse fetch(List<TopicPosition> positions, int maxBytes, int maxMessages, Duration wait) {
        long millis = (Durations.nanos(wait) + 999_999) / 1_000_000;
        for (int tries = 1; ; tries++) {
            try {
                Connection connection = connections.current();
                int waitMillis = (int) Math.min(millis, connection.hello().maxWaitMillis());
                FetchTopics topics = FetchTopics.resolve(connection, positions);
                if (topics.count() < positions.size()) {
                    waitMillis = Math.min(waitMillis, LONGEST_WAIT_WITH_UNKNOWN);
                }
                FetchRequest limits = new FetchRequest(maxBytes, maxMessages, waitMillis);
                FetchResponse response =
                        topics.isEmpty() ? new FetchResponse(List.of(), false) : fetch(connection, topics, limits);
                if (!topics.forgetDead(response) || tries == TopicCalls.MOST_TRIES) {
                    return topics.withUnknown(response);
                }
            } catch (StaleConnectionException e) {
                TopicCalls.rethrowAfterLast(tries, e);
            }
        }
    }

    private static FetchResponse fetch(Connection connection, FetchTopics topics, FetchRequest limits) {
        Request request = Request.fetch(limits, topics.toBytes(), largestAnswer(connection, topics, limits));
        PendingCall call = connection.start(request, Duration.ofMillis(limits.waitMillis()));
        if (connection.await(call).isAbandoned()) {
            return new FetchResponse(List.of(), false); // its wait was ended
        }
        TopicCalls.checked(call, "");
        try {
            boolean cut = (call.flags() & ResponseHeader.CUT) != 0;
            FetchResponse response = FetchResponse.get(call.body(), cut, topics.count());
            for (FetchResponse.Section section : response.sections()) {
                check(section, topics.offset(section.index()));
            }
            return response;
        } catch (IllegalArgumentException e) {
            throw connection.fail("the broker's answer to a fetch makes no sense: " + e.getMessage(), e);
        }
    }

    /** What one can have for an answer: the bytes asked for or one message, and what stands around them. */
    private static int largestAnswer(Connection connection, FetchTopics topics, FetchRequest limits) {
        long messages = Math.max(
                limits.maxBytes() * MOST_AROUND_BYTE, connection.hello().maxMessageSize());
        long sections = (long) topics.count() * (FetchResponse.SECTION_HEADER_SIZE + SectionError.MAX_SIZE);
        return (int) Math.min(messages + sections + MOST_AROUND_BYTE, Integer.MAX_VALUE);
    }

    private static void check(FetchResponse.Section section, long asked) {
        long next = asked;
        for (Messages run : section.runs()) {
            if (run.offset(0) < next) {
                throw new IllegalArgumentException(
                        "a run begins at offset " + run.offset(0) + ", where " + next + " is next");
            }
            next = run.offset(0) + run.count();
            if (next <= 0) {
                throw new IllegalArgumentException("a run passes the highest offset");
            }
        }
    }
}
