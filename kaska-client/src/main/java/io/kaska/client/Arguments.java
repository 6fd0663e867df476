package io.kaska.client;

import io.kaska.protocol.Names;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The checks of what an application gives to the library. Each returns its argument, or throws an
 * {@link IllegalArgumentException} that says which argument it is, what it was, and what would be right.
 */
public final class Arguments {
    private static final int LARGEST_PORT = 65_535;

    private Arguments() {}

    public static <T> T given(@Nullable T argument, String name) {
        if (argument == null) {
            throw new IllegalArgumentException(name + " is null: it has to be given");
        }
        return argument;
    }

    public static byte[] message(byte[] message) {
        return given(message, "message");
    }

    static String topic(String topic) {
        return name("topic", topic);
    }

    static String client(String client) {
        return name("client", client);
    }

    static long offset(long offset) {
        if (offset < 0) {
            throw new IllegalArgumentException("offset is " + offset + ": it has to be 0 or more");
        }
        return offset;
    }

    static ByteBuffer notEmpty(ByteBuffer message, String name) {
        if (!given(message, name).hasRemaining()) {
            throw new IllegalArgumentException(name + " has no bytes: it has to have 1 or more here");
        }
        return message;
    }

    /** A copy of a list of messages, none of which is empty. */
    static List<ByteBuffer> messages(List<ByteBuffer> messages) {
        int index = 0;
        for (ByteBuffer message : given(messages, "messages")) {
            notEmpty(message, "message " + index++ + " of the list");
        }
        return List.copyOf(messages);
    }

    static Collection<String> topics(Collection<String> topics) {
        for (String topic : given(topics, "topics")) {
            topic(topic);
        }
        return topics;
    }

    public static long atLeastOne(long value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ": it has to be 1 or more");
        }
        return value;
    }

    public static Duration notNegative(Duration duration, String name) {
        if (given(duration, name).isNegative()) {
            throw new IllegalArgumentException(name + " is " + duration + ": it has to be zero or more");
        }
        return duration;
    }

    public static Duration positive(Duration duration, String name) {
        if (notNegative(duration, name).isZero()) {
            throw new IllegalArgumentException(name + " is zero: it has to be more");
        }
        return duration;
    }

    static int port(int port) {
        if (port < 1 || port > LARGEST_PORT) {
            throw new IllegalArgumentException("port is " + port + ": it has to be 1 to " + LARGEST_PORT);
        }
        return port;
    }

    private static String name(String what, String name) {
        String problem = Names.problemOf(what, given(name, what));
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        return name;
    }
}
