package io.kaska.client;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The ids of topics as one connection learned them, so that each name crosses the wire once. An id may have died
 * meanwhile: the broker says so when it is used. Used by any thread.
 */
final class TopicIds {
    private final Map<String, Integer> ids = new ConcurrentHashMap<>();

    /** The id of a topic, or null if it is not known. */
    @Nullable
    Integer of(String topic) {
        return ids.get(topic);
    }

    void learn(String topic, int id) {
        ids.put(topic, id);
    }

    /** Forgets an id that has died, unless the topic has a newer one. */
    void forget(String topic, int id) {
        ids.remove(topic, id);
    }
}
