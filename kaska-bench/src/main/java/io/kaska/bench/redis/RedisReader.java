package io.kaska.bench.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kaska.bench.side.BenchException;
import io.kaska.bench.side.ReadMode;
import io.kaska.bench.side.Reader;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream by {@code XREAD}, from an entry's id on. Redis bounds an answer by the number of entries only, so that
 * follows from the size of those before, to some megabytes. For one thread.
 */
final class RedisReader implements Reader {
    private static final String BEGIN = "0-0";
    private static final String WAIT_MILLIS = "1000";
    private static final int FIRST_COUNT = 16;
    private static final int MOST_COUNT = 10_000;
    private static final int MOST_BYTES = 4 << 20;

    private final RespConnection connection;
    private final String topic;
    private final ReadMode mode;
    private final Deque<byte[]> ahead = new ArrayDeque<>();
    private String last = BEGIN;
    private int count;

    RedisReader(RespConnection connection, String topic, ReadMode mode) {
        this.connection = connection;
        this.topic = topic;
        this.mode = mode;
        this.count = mode == ReadMode.ONE ? 1 : FIRST_COUNT;
    }

    @Override
    public int read(Consumer<ByteBuffer> payloads) {
        if (ahead.isEmpty()) {
            fetch();
        }
        int wanted = mode == ReadMode.MANY ? ahead.size() : Math.min(1, ahead.size());
        for (int i = 0; i < wanted; i++) {
            payloads.accept(ByteBuffer.wrap(ahead.remove()));
        }
        return wanted;
    }

    private void fetch() {
        connection.command("XREAD", "COUNT", String.valueOf(count), "BLOCK", WAIT_MILLIS, "STREAMS", topic, last);
        connection.flush();
        Object reply = connection.read();
        if (reply == null) {
            return; // nothing came in that time
        }
        List<?> entries = list(list(list(reply).getFirst()).get(1));
        for (Object entry : entries) {
            ahead.add(bytes(list(list(entry).get(1)).get(1)));
        }
        last = new String(bytes(list(entries.getLast()).getFirst()), UTF_8);
        if (mode != ReadMode.ONE) {
            count = Math.clamp(MOST_BYTES / ahead.getLast().length, 1, MOST_COUNT);
        }
    }

    private static List<?> list(@Nullable Object reply) {
        if (reply instanceof List<?> list) {
            return list;
        }
        throw new BenchException("Redis answers XREAD with what is no list of entries");
    }

    private static byte[] bytes(@Nullable Object reply) {
        if (reply instanceof byte[] bytes) {
            return bytes;
        }
        throw new BenchException("Redis answers XREAD with an entry that has no bytes");
    }

    @Override
    public void rewind() {
        ahead.clear();
        last = BEGIN;
    }

    @Override
    public void close() {
        connection.close();
    }
}
