package io.kaska.broker;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Committed offsets that end with the process. Any thread may call it.
 *
 * <p>Topics come first and clients second, so that a deleted topic takes all of its offsets with it. A look-up takes
 * the caller's buffer as it is, because buffers are equal by their bytes; a key that stays is a copy. An offset is
 * written inside the map's own step on its topic: either before {@link #forgetTopic} takes the topic out, or after it,
 * and then {@code topicLives} says no.
 */
final class MemoryOffsets implements CommittedOffsets {
    private final ConcurrentMap<ByteBuffer, ConcurrentMap<ByteBuffer, Long>> byTopic = new ConcurrentHashMap<>();

    @Override
    public boolean commit(ByteBuffer client, ByteBuffer topic, long offset, BooleanSupplier topicLives) {
        var kept = new AtomicBoolean();
        BiFunction<ByteBuffer, @Nullable ConcurrentMap<ByteBuffer, Long>, @Nullable ConcurrentMap<ByteBuffer, Long>>
                step = (name, present) -> {
                    if (!topicLives.getAsBoolean()) {
                        return present;
                    }
                    kept.set(true);
                    return put(present == null ? new ConcurrentHashMap<>() : present, client, offset);
                };
        if (byTopic.computeIfPresent(topic, step) == null) {
            byTopic.compute(copyOf(topic), step);
        }
        return kept.get();
    }

    private static ConcurrentMap<ByteBuffer, Long> put(
            ConcurrentMap<ByteBuffer, Long> clients, ByteBuffer client, long offset) {
        if (clients.replace(client, offset) == null) {
            clients.put(copyOf(client), offset);
        }
        return clients;
    }

    private static ByteBuffer copyOf(ByteBuffer name) {
        return ByteBuffer.allocate(name.remaining()).put(name.duplicate()).flip();
    }

    @Override
    public OptionalLong committed(ByteBuffer client, ByteBuffer topic) {
        var clients = byTopic.get(topic);
        Long offset = clients == null ? null : clients.get(client);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    @Override
    public List<ByteBuffer> clients(ByteBuffer after, int mostBytes) {
        NamePage page = new NamePage(after, mostBytes);
        byTopic.values().forEach(clients -> clients.keySet().forEach(page::offer));
        return page.names();
    }

    @Override
    public void forgetTopic(ByteBuffer topic) {
        byTopic.remove(topic);
    }

    @Override
    public void close() {
        byTopic.clear();
    }
}
