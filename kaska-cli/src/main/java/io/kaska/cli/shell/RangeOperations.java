package io.kaska.cli.shell;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/** The operations on which offsets a topic has, and which it keeps. */
final class RangeOperations {
    private RangeOperations() {}

    static List<Operation> all() {
        return List.of(
                new Operation(
                        "E",
                        List.of("end", "end_offset"),
                        "TOPIC",
                        "the offset that the next message will get",
                        "Answers 'end OFFSET'.",
                        RangeOperations::end),
                new Operation(
                        "",
                        List.of("earliest", "earliest_offset"),
                        "TOPIC",
                        "the offset of the first message still there",
                        "Answers 'earliest OFFSET'; the end offset if there is no message.",
                        RangeOperations::earliest),
                new Operation(
                        "",
                        List.of("offset-for-time"),
                        "TOPIC INSTANT",
                        "the first message appended at a time or later",
                        """
                        Answers 'offset OFFSET', or 'nothing' if no message is that late. INSTANT is as in 2026-01-31T23:59:59Z,
                        or a number of milliseconds since 1970.""",
                        RangeOperations::offsetForTime),
                new Operation(
                        "",
                        List.of("trim", "trim_topic"),
                        "TOPIC OFFSET",
                        "gives up the messages below an offset, for good",
                        "Answers 'earliest OFFSET'. The offsets of the others stay.",
                        RangeOperations::trim),
                new Operation(
                        "",
                        List.of("retention"),
                        "TOPIC [--age DURATION] [--bytes SIZE] | --default | --unlimited",
                        "how long the topic keeps its messages, or is to keep them",
                        """
                        Answers 'age DURATION' and 'bytes SIZE', or 'unlimited': what is in force. --age and --bytes give the
                        topic a rule of its own, as 7d and 1G; a bound that is left out is none. --default gives the broker's
                        rule back.""",
                        RetentionRule::run));
    }

    private static void end(Session session, Words words) {
        String topic = words.text("TOPIC");
        words.end();
        session.output().result("end", session.kaska().endOffset(topic));
    }

    private static void earliest(Session session, Words words) {
        String topic = words.text("TOPIC");
        words.end();
        session.output().result("earliest", session.kaska().earliestOffset(topic));
    }

    private static void offsetForTime(Session session, Words words) {
        String topic = words.text("TOPIC");
        Instant time = instant(words.text("INSTANT"));
        words.end();
        OptionalLong offset = session.kaska().offsetForTime(topic, time);
        if (offset.isPresent()) {
            session.output().result("offset", offset.getAsLong());
        } else {
            session.output().line("nothing");
        }
    }

    private static void trim(Session session, Words words) {
        String topic = words.text("TOPIC");
        long offset = words.offset();
        words.end();
        session.output().result("earliest", session.kaska().trimTopic(topic, offset));
    }

    private static Instant instant(String text) {
        try {
            return text.matches("[+-]?\\d{1,18}") ? Instant.ofEpochMilli(Long.parseLong(text)) : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new UsageException(
                    Quoted.name(text) + " is no instant; they look like 2026-01-31T23:59:59Z or 1767225599000");
        }
    }
}
