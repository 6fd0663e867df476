package io.kaska.client;

import io.kaska.OffsetReset;
import io.kaska.client.Poll.Question;
import io.kaska.protocol.FetchResponse;
import io.kaska.protocol.FetchResponse.Section;
import io.kaska.protocol.SectionError;
import io.kaska.protocol.Status;
import io.kaska.spi.BrokerLink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Where a client goes on in topics whose messages at its position are gone. May ask the broker. Used by any thread. */
final class OffsetResets {
    private final BrokerLink link;
    private final OffsetReset kind;

    OffsetResets(BrokerLink link, OffsetReset kind) {
        this.link = link;
        this.kind = kind;
    }

    /**
     * The offsets for the sections of an answer that need one, by their index in the question; empty where the topic is
     * gone. A section with an error that has none here is to fail.
     */
    Map<Integer, OptionalLong> of(Question question, FetchResponse response) {
        if (kind == OffsetReset.FAIL) {
            return Map.of();
        }
        Map<Integer, OptionalLong> resets = new HashMap<>();
        for (Section section : response.sections()) {
            SectionError error = section.error();
            if (error != null && error.status() == Status.OFFSET_OUT_OF_RANGE.code()) {
                resets.put(section.index(), OptionalLong.of(error.value()));
            }
        }
        if (kind == OffsetReset.LATEST && !resets.isEmpty()) {
            putEnds(question, resets);
        }
        // Only forward, whatever the broker says: a poll that went in a circle would never end.
        resets.entrySet()
                .removeIf(reset -> reset.getValue().isPresent()
                        && reset.getValue().getAsLong()
                                <= question.positions().get(reset.getKey()).offset());
        return resets;
    }

    private void putEnds(Question question, Map<Integer, OptionalLong> resets) {
        List<Integer> indexes = new ArrayList<>(resets.keySet());
        List<OptionalLong> ends = link.endOffsets(indexes.stream()
                .map(index -> question.positions().get(index).topic())
                .toList());
        for (int i = 0; i < indexes.size(); i++) {
            resets.put(indexes.get(i), ends.get(i));
        }
    }
}
