package io.kaska.client;

import io.kaska.protocol.FetchRequest;
import io.kaska.protocol.FetchResponse;
import io.kaska.protocol.FetchResponse.Section;
import io.kaska.protocol.Operation;
import io.kaska.protocol.Status;
import io.kaska.spi.TopicPosition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The topics of one fetch: their names become ids on the way out, and the sections of the answer find them again on
 * the way back. A topic without a living id is resolved at each fetch, and left out of it if there is none. Used by one
 * thread.
 */
final class FetchTopics {
    /** No topic has this id. */
    private static final int NONE = 0;

    private final Connection connection;
    private final List<TopicPosition> positions;
    private final int[] ids;
    private final BitSet resolvedNow = new BitSet();
    /** Of each topic in the request, its index in {@link #positions}. */
    private final int[] asked;

    private int count;

    private FetchTopics(Connection connection, List<TopicPosition> positions) {
        this.connection = connection;
        this.positions = positions;
        this.ids = new int[positions.size()];
        this.asked = new int[positions.size()];
    }

    static FetchTopics resolve(Connection connection, List<TopicPosition> positions) {
        FetchTopics topics = new FetchTopics(connection, positions);
        for (int i = 0; i < positions.size(); i++) {
            Integer id = connection.topicIds().of(positions.get(i).topic());
            topics.ids[i] = id == null ? NONE : id;
            topics.resolvedNow.set(i, id == null);
        }
        topics.resolveMissing();
        for (int i = 0; i < positions.size(); i++) {
            if (topics.ids[i] != NONE) {
                topics.asked[topics.count++] = i;
            }
        }
        return topics;
    }

    private void resolveMissing() {
        int[] missing = resolvedNow.stream().toArray();
        List<PendingCall> calls = Pipeline.calls(
                connection,
                missing.length,
                i -> Request.named(
                        Operation.RESOLVE_TOPIC, positions.get(missing[i]).topic()));
        for (int i = 0; i < missing.length; i++) {
            String topic = positions.get(missing[i]).topic();
            PendingCall call = calls.get(i);
            if (!call.has(Status.UNKNOWN_TOPIC)) {
                ids[missing[i]] = TopicCalls.checked(call, topic).topicId();
                connection.topicIds().learn(topic, call.topicId());
            }
        }
    }

    /** How many topics have an id, and are in the request. */
    int count() {
        return count;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** The offset asked for of a topic in the request. */
    long offset(int index) {
        return positions.get(asked[index]).offset();
    }

    /** The ids and offsets as a fetch carries them. */
    ByteBuffer toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(count * FetchRequest.TOPIC_SIZE);
        for (int i = 0; i < count; i++) {
            bytes.putInt(ids[asked[i]]).putLong(offset(i));
        }
        return bytes.flip();
    }

    /** Forgets the ids that the answer calls dead; whether one of them is old, so that its topic may live anew. */
    boolean forgetDead(FetchResponse response) {
        boolean old = false;
        for (Section section : response.sections()) {
            if (section.unknownTopic()) {
                int index = asked[section.index()];
                connection.topicIds().forget(positions.get(index).topic(), ids[index]);
                old |= !resolvedNow.get(index);
            }
        }
        return old;
    }

    /** The answer by the indexes of {@link #positions}, with a section for each unknown topic that was left out. */
    FetchResponse withUnknown(FetchResponse response) {
        if (count == positions.size()) {
            return response;
        }
        List<Section> sections = new ArrayList<>();
        int next = 0;
        for (Section section : response.sections()) {
            int index = asked[section.index()];
            next = addUnknown(sections, next, index);
            sections.add(section.at(index));
        }
        if (!response.cut()) { // else the topics behind the last section were not looked at
            addUnknown(sections, next, positions.size());
        }
        return new FetchResponse(sections, response.cut());
    }

    /** Adds those of [start, end) that were left out; returns the index behind the end. */
    private int addUnknown(List<Section> sections, int start, int end) {
        for (int i = start; i < end; i++) {
            if (ids[i] == NONE) {
                sections.add(new Section(i, false, true, List.of()));
            }
        }
        return end + 1;
    }
}
