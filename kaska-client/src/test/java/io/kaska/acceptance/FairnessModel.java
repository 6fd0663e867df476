package io.kaska.acceptance;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What the contract says about topics and {@code poll}, with plain lists: a ring of topics, a position in each, and the
 * place of the topic that gave the last message.
 */
final class FairnessModel {
    /** The messages of each topic that is there. */
    final Map<String, List<String>> topics = new HashMap<>();

    /** The ring; empty without a subscription. */
    final List<String> ring = new ArrayList<>();

    final Map<String, Long> positions = new HashMap<>();
    final Map<String, Long> earliest = new HashMap<>();
    private int last = -1;

    long append(String topic, List<String> messages) {
        List<String> log = log(topic);
        long first = log.size();
        log.addAll(messages);
        return first;
    }

    long end(String topic) {
        return log(topic).size();
    }

    private List<String> log(String topic) {
        return Objects.requireNonNull(topics.get(topic), "no such topic in the model");
    }

    void subscribe(List<String> wanted) {
        for (String topic : wanted) {
            if (topics.containsKey(topic) && !ring.contains(topic)) {
                ring.add(topic);
                positions.put(topic, end(topic));
            }
        }
        last = -1;
    }

    void unsubscribe() {
        ring.clear();
        positions.clear();
    }

    /** What that many polls at one moment give, as topic, offset and text; an error is given alone. */
    List<String> poll(int max) {
        List<String> given = new ArrayList<>();
        for (int step = 1; step <= ring.size() && given.size() < max; step++) {
            int place = (last + step) % ring.size();
            String topic = ring.get(place);
            long position = positions.getOrDefault(topic, 0L);
            List<String> log = topics.getOrDefault(topic, List.of());
            if (topics.containsKey(topic) && position < earliest.getOrDefault(topic, 0L)) {
                if (given.isEmpty()) {
                    given.add(gone(topic, position));
                    last = place;
                }
                return given;
            }
            if (position < log.size()) {
                given.add(shown(topic, position, log.get((int) position)));
                positions.put(topic, position + 1);
                last = place;
                step = 0; // the next poll begins behind this topic
            }
        }
        return given;
    }

    static String gone(String topic, long position) {
        return topic + "@" + position + " is gone";
    }

    static String shown(String topic, long offset, String text) {
        return topic + "@" + offset + "=" + text;
    }
}
