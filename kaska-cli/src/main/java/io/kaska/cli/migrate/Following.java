package io.kaska.cli.migrate;

import io.kaska.Kaska;
import io.kaska.Message;
import io.kaska.OffsetOutOfRangeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Brings what is sent to the source while it is sent. For one thread. */
final class Following {
    private static final int MOST = 2_000;
    private static final Duration WAIT = Duration.ofMillis(500);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Ends ends;
    private final BooleanSupplier isStopped;
    private final Map<String, Long> positions = new HashMap<>();

    Following(Ends ends, BooleanSupplier isStopped) {
        this.ends = ends;
        this.isStopped = isStopped;
    }

    /** What is looked at now and then, as nobody tells. */
    interface Look {
        /** Returns whether following has to begin anew, as there are other topics. */
        boolean hasChanged();
    }

    /** Follows topics that are brought already, until told to stop or what is to be followed has changed. */
    void follow(Collection<String> topics, Look look) {
        positions.clear();
        Kaska source = ends.source();
        if (source.subscribe(topics) == 0) {
            waitForTopics(look);
            return;
        }
        try {
            for (String topic : topics) {
                long next = ends.target().endOffset(topic);
                positions.put(topic, next);
                source.seek(topic, next);
            }
            long lookAt = System.nanoTime() + LOOK_NANOS;
            while (!isStopped.getAsBoolean()) {
                append(source.poll(MOST, WAIT));
                if (System.nanoTime() - lookAt > 0) {
                    if (look.hasChanged()) {
                        return;
                    }
                    lookAt = System.nanoTime() + LOOK_NANOS;
                }
            }
        } catch (OffsetOutOfRangeException e) {
            return; // trimmed before it was read: bringing the topic anew knows what to do
        } finally {
            source.unsubscribe();
        }
    }

    private void waitForTopics(Look look) {
        while (!isStopped.getAsBoolean() && !look.hasChanged()) {
            Pauses.sleep(WAIT);
        }
    }

    private void append(List<Message> messages) {
        Map<String, List<Message>> byTopic = new LinkedHashMap<>();
        for (Message message : messages) {
            byTopic.computeIfAbsent(message.topic(), any -> new ArrayList<>()).add(message);
        }
        byTopic.forEach((topic, ofTopic) -> {
            long from = positions.getOrDefault(topic, 0L);
            long end = Feed.checkDense(topic, from, ofTopic);
            ends.moves().append(topic, from, ofTopic);
            positions.put(topic, end);
        });
    }
}
