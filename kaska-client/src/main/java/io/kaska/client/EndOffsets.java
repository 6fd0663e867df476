package io.kaska.client;

import io.kaska.protocol.Operation;
import io.kaska.protocol.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/**
 * The end offsets of several topics, asked in one go: by id where it is known, else by name, as that answer has the end
 * offset as well. Ids that have died are asked once more by name. Used by one thread.
 */
final class EndOffsets {
    private final Connections connections;
    private final List<String> topics;
    private final OptionalLong[] ends;

    EndOffsets(Connections connections, List<String> topics) {
        this.connections = connections;
        this.topics = topics;
        this.ends = new OptionalLong[topics.size()];
        Arrays.fill(ends, OptionalLong.empty());
    }

    List<OptionalLong> ask() {
        for (int tries = 1; ; tries++) {
            try {
                ask(connections.current());
                return List.of(ends);
            } catch (StaleConnectionException e) {
                TopicCalls.rethrowAfterLast(tries, e);
            }
        }
    }

    private void ask(Connection connection) {
        List<Integer> byId = new ArrayList<>();
        List<Integer> byName = new ArrayList<>();
        for (int i = 0; i < topics.size(); i++) {
            (connection.topicIds().of(topics.get(i)) != null ? byId : byName).add(i);
        }
        byName.addAll(askById(connection, byId));
        askByName(connection, byName);
    }

    /** Returns the topics whose ids have died. */
    private List<Integer> askById(Connection connection, List<Integer> asked) {
        int[] ids = new int[asked.size()];
        List<PendingCall> calls = Pipeline.calls(connection, ids.length, i -> {
            Integer id = connection.topicIds().of(topics.get(asked.get(i)));
            ids[i] = id == null ? 0 : id; // forgotten just now: 0 is nobody's id
            return Request.plain(Operation.END_OFFSET, ids[i]);
        });
        List<Integer> dead = new ArrayList<>();
        for (int i = 0; i < ids.length; i++) {
            int topic = asked.get(i);
            if (calls.get(i).has(Status.UNKNOWN_TOPIC)) {
                connection.topicIds().forget(topics.get(topic), ids[i]);
                dead.add(topic);
            } else {
                ends[topic] = OptionalLong.of(
                        TopicCalls.checked(calls.get(i), topics.get(topic)).value());
            }
        }
        return dead;
    }

    private void askByName(Connection connection, List<Integer> asked) {
        List<PendingCall> calls = Pipeline.calls(
                connection, asked.size(), i -> Request.named(Operation.RESOLVE_TOPIC, topics.get(asked.get(i))));
        for (int i = 0; i < calls.size(); i++) {
            PendingCall call = calls.get(i);
            String topic = topics.get(asked.get(i));
            if (!call.has(Status.UNKNOWN_TOPIC)) {
                ends[asked.get(i)] =
                        OptionalLong.of(TopicCalls.checked(call, topic).value());
                connection.topicIds().learn(topic, call.topicId());
            }
        }
    }
}
