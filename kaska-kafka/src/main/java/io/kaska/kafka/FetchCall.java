package io.kaska.kafka;

import io.kaska.protocol.FetchResponse;
import io.kaska.spi.TopicPosition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.TopicPartition;

/** A fetch that somebody waits for. Made by the caller, used by the reader's thread. */
final class FetchCall {
    private static final FetchResponse NOTHING = new FetchResponse(List.of(), false);

    private final List<TopicPosition> positions;
    private final int maxBytes;
    private final int maxMessages;
    private final long startNanos = System.nanoTime();
    private final long waitNanos;
    private final CompletableFuture<FetchResponse> answer = new CompletableFuture<>();
    /** Where there is nothing yet: the offsets at which the next message of each topic will be. */
    private final Map<TopicPartition, Long> ends = new HashMap<>();

    FetchCall(List<TopicPosition> positions, int maxBytes, int maxMessages, long waitNanos) {
        this.positions = positions;
        this.maxBytes = maxBytes;
        this.maxMessages = maxMessages;
        this.waitNanos = waitNanos;
    }

    List<TopicPosition> positions() {
        return positions;
    }

    int maxBytes() {
        return maxBytes;
    }

    int maxMessages() {
        return maxMessages;
    }

    CompletableFuture<FetchResponse> answer() {
        return answer;
    }

    Map<TopicPartition, Long> ends() {
        return ends;
    }

    /** How long it may still wait; 0 or less if no longer. */
    long leftNanos() {
        return waitNanos - (System.nanoTime() - startNanos);
    }

    /** Takes what was found as its answer, if something is there to be said, or it may not wait. */
    void take(FetchResponse found) {
        boolean nothing = found.sections().stream().allMatch(FetchResponse.Section::unknownTopic);
        boolean waits = nothing && !found.cut() && !ends.isEmpty() && leftNanos() > 0;
        if (!waits) {
            answer.complete(found);
        }
    }

    void endEmpty() {
        answer.complete(NOTHING);
    }
}
