package io.kaska.client;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map that can be iterated from a remembered position: its values form a ring in the order in which they were put,
 * and each walk begins behind the place that was remembered last. Nothing is ever removed. Not safe for use by several
 * threads.
 */
final class RingMap<V> {
    private final Map<String, V> byKey = new HashMap<>();
    private final List<V> ring = new ArrayList<>();
    private int remembered = -1;

    /** Puts a value behind the last of the ring. The key is new. */
    void put(String key, V value) {
        V before = byKey.put(key, value);
        assert before == null : key;
        ring.add(value);
    }

    @Nullable
    V get(String key) {
        return byKey.get(key);
    }

    int count() {
        return ring.size();
    }

    /** The value at a place of the ring, 0 to {@link #count} - 1. */
    V at(int place) {
        return ring.get(place);
    }

    /** The place where a walk begins: behind the one that was remembered last, or the first. */
    int start() {
        return remembered + 1 == ring.size() ? 0 : remembered + 1;
    }

    void remember(int place) {
        remembered = place;
    }
}
