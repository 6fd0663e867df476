package io.kaska.acceptance;

import io.kaska.Kaska;
import io.kaska.OutgoingMessage;
import io.kaska.Retention;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Every operation of {@link Kaska} under its name, for what holds for all of them. */
record ClientOperation(String name, Call call) {
    /** One operation on a topic. */
    interface Call {
        void on(Kaska client, String topic);
    }

    /** Those that ask the broker about a topic, and fail if there is none. */
    static List<ClientOperation> onATopic() {
        return List.of(
                of("deleteTopic", Kaska::deleteTopic),
                of("send a buffer", (client, topic) -> client.send(topic, Payloads.buffer("m"))),
                of("send an array", (client, topic) -> client.send(topic, Payloads.bytes("m"))),
                of("send a list", (client, topic) -> client.send(topic, List.of(Payloads.buffer("m")))),
                of("send a key", (client, topic) -> client.send(topic, Payloads.buffer("k"), Payloads.buffer("m"))),
                of("send all", (client, topic) -> client.sendAll(topic, keyed())),
                of("sendAsync", (client, topic) -> join(client.sendAsync(topic, Payloads.buffer("m")))),
                of("messageLength", (client, topic) -> client.messageLength(topic, 0)),
                of("messageLength before 0", (client, topic) -> client.messageLength(topic, -1)),
                of("endOffset", Kaska::endOffset),
                of("earliestOffset", Kaska::earliestOffset),
                of("offsetForTime", (client, topic) -> client.offsetForTime(topic, Instant.EPOCH)),
                of("trimTopic", (client, topic) -> client.trimTopic(topic, 0)),
                of("retention", Kaska::retention),
                of("setRetention", (client, topic) -> client.setRetention(topic, Retention.UNLIMITED)),
                of("resetRetention", Kaska::resetRetention),
                of("commit", (client, topic) -> client.commit("someone", topic, 0)),
                of("committed", (client, topic) -> client.committed("someone", topic)));
    }

    /** Those that are about a topic of this client's subscription. */
    static List<ClientOperation> onASubscribedTopic() {
        return List.of(of("position", Kaska::position), of("seek", (client, topic) -> client.seek(topic, 0)));
    }

    /** Those that need a subscription to any topic. */
    static List<ClientOperation> onASubscription() {
        return List.of(
                of("unsubscribe", (client, topic) -> client.unsubscribe()),
                of("poll", (client, topic) -> client.poll()),
                of("poll many", (client, topic) -> client.poll(10, Duration.ZERO)),
                of("poll long", (client, topic) -> client.poll(10, Duration.ofSeconds(30))));
    }

    /** Those that take a topic's name. */
    static List<ClientOperation> takingATopic() {
        List<ClientOperation> all = new ArrayList<>(onATopic());
        all.addAll(onASubscribedTopic());
        all.add(of("createTopic", Kaska::createTopic));
        all.add(of("subscribe", (client, topic) -> client.subscribe(List.of(topic))));
        return all;
    }

    /** All there are, but for close. */
    static List<ClientOperation> all() {
        List<ClientOperation> all = new ArrayList<>(takingATopic());
        all.addAll(onASubscription());
        all.add(of("topicCount", (client, topic) -> client.topicCount()));
        all.add(of("topics", (client, topic) -> client.topics()));
        return all;
    }

    private static ClientOperation of(String name, Call call) {
        return new ClientOperation(name, call);
    }

    private static List<OutgoingMessage> keyed() {
        return List.of(new OutgoingMessage(Payloads.buffer("k"), Payloads.buffer("m")));
    }

    /** The result of a future, or exactly what it failed with. */
    static long join(CompletableFuture<Long> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            @Nullable Throwable cause = e.getCause();
            throw cause instanceof RuntimeException exact ? exact : e;
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
