package io.kaska.spi;

import io.kaska.Retention;
import io.kaska.protocol.RetentionFields;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** What a topic keeps, between the interface and the wire. */
public final class Retentions {
    /** Of a topic that has the broker's rule. */
    public static final RetentionFields BROKERS = new RetentionFields(RetentionFields.BROKERS, RetentionFields.BROKERS);

    private Retentions() {}

    /** A rule as it crosses the wire; an age that no {@code long} holds is none. */
    public static RetentionFields fields(Retention rule) {
        return new RetentionFields(
                rule.age().map(Retentions::millis).orElse(RetentionFields.UNLIMITED),
                rule.bytes().orElse(RetentionFields.UNLIMITED));
    }

    private static long millis(Duration age) {
        try {
            return age.toMillis();
        } catch (ArithmeticException e) {
            return RetentionFields.UNLIMITED;
        }
    }

    /** The rule that crossed the wire. */
    public static Retention of(RetentionFields fields) {
        long age = fields.ageMillis();
        long bytes = fields.bytes();
        return new Retention(
                age == RetentionFields.UNLIMITED ? Optional.empty() : Optional.of(Duration.ofMillis(age)),
                bytes == RetentionFields.UNLIMITED ? OptionalLong.empty() : OptionalLong.of(bytes));
    }
}
