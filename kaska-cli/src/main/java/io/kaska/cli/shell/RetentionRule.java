package io.kaska.cli.shell;

import io.kaska.Kaska;
import io.kaska.Retention;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** What a topic is to keep, as it was typed: a question if nothing was. For one line, by one thread. */
final class RetentionRule {
    private Optional<Duration> age = Optional.empty();
    private OptionalLong bytes = OptionalLong.empty();
    private boolean brokers;
    private boolean unlimited;

    private RetentionRule(Words words) {
        while (!words.isEmpty()) {
            if (words.option("--age")) {
                age = Optional.of(WaitTime.parse(words.text("the DURATION of --age")));
            } else if (words.option("--bytes")) {
                bytes = OptionalLong.of(
                        ByteSize.parse(words.text("the SIZE of --bytes")).bytes());
            } else if (words.option("--default")) {
                brokers = true;
            } else if (words.option("--unlimited")) {
                unlimited = true;
            } else {
                words.end();
            }
        }
        int kinds = (isBounded() ? 1 : 0) + (brokers ? 1 : 0) + (unlimited ? 1 : 0);
        if (kinds > 1) {
            throw new UsageException("--default, --unlimited and bounds by --age or --bytes exclude each other");
        }
    }

    static void run(Session session, Words words) {
        String topic = words.text("TOPIC");
        Retention kept = new RetentionRule(words).apply(session.kaska(), topic);
        session.output().result("age", kept.age().map(RetentionRule::shown).orElse("unlimited"));
        session.output().result("bytes", kept.bytes().isPresent() ? kept.bytes().getAsLong() : "unlimited");
    }

    private Retention apply(Kaska kaska, String topic) {
        if (brokers) {
            return kaska.resetRetention(topic);
        }
        return isBounded() || unlimited ? kaska.setRetention(topic, new Retention(age, bytes)) : kaska.retention(topic);
    }

    private boolean isBounded() {
        return age.isPresent() || bytes.isPresent();
    }

    /** In the largest unit that it is a whole number of, so that it can be typed again. */
    private static String shown(Duration age) {
        long millis = age.toMillis();
        if (millis % 1_000 != 0) {
            return millis + "ms";
        }
        if (age.toSeconds() % 60 != 0) {
            return age.toSeconds() + "s";
        }
        if (age.toMinutes() % 60 != 0) {
            return age.toMinutes() + "m";
        }
        return age.toHours() % 24 != 0 ? age.toHours() + "h" : age.toDays() + "d";
    }
}
