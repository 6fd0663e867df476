package io.kaska.client;

import io.kaska.OutgoingMessage;
import io.kaska.protocol.MessageHead;
import io.kaska.protocol.Names;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    public static ByteBuffer notEmpty(ByteBuffer message, String name) {
        if (!given(message, name).hasRemaining()) {
            throw new IllegalArgumentException(name + " has no bytes: it has to have 1 or more here");
        }
        return message;
    }

    /** The messages of a list, none of which is empty. */
    static List<OutgoingMessage> messages(List<ByteBuffer> messages) {
        List<OutgoingMessage> checked =
                new ArrayList<>(given(messages, "messages").size());
        for (ByteBuffer message : messages) {
            if (message == null || !message.hasRemaining()) { // or each message of a batch would pay for its name
                notEmpty(message, inList(checked.size()));
            }
            checked.add(new OutgoingMessage(message));
        }
        return checked;
    }

    /** A copy of a list of messages. */
    static List<OutgoingMessage> outgoing(List<OutgoingMessage> messages) {
        int index = 0;
        for (OutgoingMessage message : given(messages, "messages")) {
            if (message == null) {
                given(message, inList(index));
            }
            index++;
        }
        return List.copyOf(messages);
    }

    private static String inList(int index) {
        return "message " + index + " of the list";
    }

    /** A copy of headers with legal names, in their order and read-only; the buffers are views. */
    public static Map<String, ByteBuffer> headers(Map<String, ByteBuffer> headers) {
        int count = given(headers, "headers").size();
        if (count == 0) {
            return Map.of();
        }
        if (count > MessageHead.MAX_HEADERS) {
            throw new IllegalArgumentException(
                    "a message has " + count + " headers: it has at most " + MessageHead.MAX_HEADERS);
        }
        Map<String, ByteBuffer> copy = new LinkedHashMap<>();
        headers.forEach((name, value) -> copy.put(
                name("header", name),
                given(value, "the value of the header " + name).duplicate()));
        return Collections.unmodifiableMap(copy);
    }

    /** Milliseconds since 1970, rounded up; what passes a long is its end. */
    static long millis(Instant time) {
        long millis;
        try {
            millis = given(time, "time").toEpochMilli();
        } catch (ArithmeticException e) {
            return time.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        boolean whole = time.getNano() % 1_000_000 == 0;
        return whole || millis == Long.MAX_VALUE ? millis : millis + 1;
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
