package io.kaska;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How long a topic keeps its messages. What is past a bound goes, oldest first, in pieces: so a topic may keep more than
 * it has to, never less. Immutable.
 *
 * @param age messages are kept for that time at least, 1 ms or more; empty: there is no such bound
 * @param bytes the newest messages of so many bytes together, 1 or more, with what is stored beside them, are kept at
 *     least; empty: there is no such bound
 */
public record Retention(Optional<Duration> age, OptionalLong bytes) {
    /** Everything is kept. */
    public static final Retention UNLIMITED = new Retention(Optional.empty(), OptionalLong.empty());

    /** @throws IllegalArgumentException if a bound is too small */
    public Retention {
        age.ifPresent(bound -> require(bound.compareTo(Duration.ofMillis(1)) >= 0, "age", bound, "1 ms or more"));
        bytes.ifPresent(bound -> require(bound >= 1, "bytes", bound, "1 or more"));
    }

    private static void require(boolean ok, String what, Object value, String right) {
        if (!ok) {
            throw new IllegalArgumentException("a retention with " + what + " " + value + ": it has to be " + right);
        }
    }

    /** A bound on the age alone. */
    public static Retention ofAge(Duration age) {
        return new Retention(Optional.of(age), OptionalLong.empty());
    }

    /** A bound on the bytes alone. */
    public static Retention ofBytes(long bytes) {
        return new Retention(Optional.empty(), OptionalLong.of(bytes));
    }

    /** The same age, and so many bytes: what is past either of them goes. */
    public Retention andBytes(long bound) {
        return new Retention(age, OptionalLong.of(bound));
    }
}
