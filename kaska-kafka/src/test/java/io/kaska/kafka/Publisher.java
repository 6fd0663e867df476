package io.kaska.kafka;

import io.kaska.Kaska;
import io.kaska.KaskaConnectionException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends numbered messages to a topic in a thread of its own until told to stop, and writes down what was acknowledged at
 * which offset, and of how many the outcome is unknown.
 */
final class Publisher {
    private static final int MOST_UNSETTLED = 64;

    private final Kaska kaska;
    private final String topic;
    private final String name;
    private final boolean waits;
    private final Map<Long, String> acknowledged = new ConcurrentSkipListMap<>();
    private final AtomicInteger unknown = new AtomicInteger();
    private final Thread thread;
    private volatile boolean stopped;

    /** @param waits for each message, instead of for the oldest of many */
    Publisher(Kaska kaska, String topic, String name, boolean waits) {
        this.kaska = kaska;
        this.topic = topic;
        this.name = name;
        this.waits = waits;
        this.thread = Thread.ofPlatform().start(this::run);
    }

    private void run() {
        Deque<CompletableFuture<Long>> unsettled = new ArrayDeque<>();
        Deque<String> texts = new ArrayDeque<>();
        for (int i = 0; !stopped; i++) {
            String text = name + " " + i;
            if (waits) {
                note(text, () -> kaska.send(topic, buffer(text)));
            } else {
                unsettled.add(kaska.sendAsync(topic, buffer(text)));
                texts.add(text);
                if (unsettled.size() == MOST_UNSETTLED) {
                    note(texts.remove(), unsettled.remove()::join);
                }
            }
        }
        while (!unsettled.isEmpty()) {
            note(texts.remove(), unsettled.remove()::join);
        }
    }

    /** How an offset comes. */
    private interface Offset {
        long get();
    }

    private void note(String text, Offset offset) {
        try {
            String other = acknowledged.put(offset.get(), text);
            if (other != null) {
                throw new AssertionError("\"" + text + "\" and \"" + other + "\" got the same offset");
            }
        } catch (KaskaConnectionException e) {
            unknown.addAndGet(e.outcomeUnknown() ? 1 : 0);
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof KaskaConnectionException lost)) {
                throw e;
            }
            unknown.addAndGet(lost.outcomeUnknown() ? 1 : 0);
        }
    }

    static ByteBuffer buffer(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** By their offsets. */
    Map<Long, String> acknowledged() {
        return acknowledged;
    }

    int unknown() {
        return unknown.get();
    }

    /** Stops, and waits for what is on its way. */
    void stop() throws InterruptedException {
        stopped = true;
        thread.join(60_000);
        if (thread.isAlive()) {
            throw new AssertionError(name + " does not end");
        }
    }
}
