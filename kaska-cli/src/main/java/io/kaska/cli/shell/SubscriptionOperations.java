package io.kaska.cli.shell;

import java.util.ArrayList;
import java.util.List;

/** The operations that read messages. */
final class SubscriptionOperations {
    private SubscriptionOperations() {}

    static List<Operation> all() {
        return List.of(
                new Operation(
                        "S",
                        List.of("subscribe"),
                        "TOPIC…",
                        "subscribes to topics, each from its end on",
                        "Answers 'subscribed COUNT'. A topic that does not exist, or is named twice, is ignored.",
                        SubscriptionOperations::subscribe),
                new Operation(
                        "U",
                        List.of("unsubscribe"),
                        "",
                        "drops every subscription",
                        "Answers 'unsubscribed'.",
                        SubscriptionOperations::unsubscribe),
                new Operation(
                        "T",
                        List.of("position"),
                        "TOPIC",
                        "the next offset to read",
                        "Answers 'position OFFSET'.",
                        SubscriptionOperations::position),
                new Operation(
                        "K",
                        List.of("seek"),
                        "TOPIC OFFSET",
                        "moves the next offset to read",
                        "Answers 'position OFFSET'. Back or forward; past the end is allowed.",
                        SubscriptionOperations::seek),
                new Operation(
                        "P",
                        List.of("poll"),
                        "[COUNT [WAIT]] [--raw | --out FILE]",
                        "the next messages of the subscribed topics",
                        """
                        Gives up to COUNT messages, one if it is not given, and waits up to WAIT (500ms, 5s, 2m) for the first.
                        Answers for each 'message TOPIC OFFSET BYTES', 'time INSTANT', 'key "…"' if it has one, 'header NAME "…"'
                        for each, 'text "…"' and lines of 'hex …'; then 'more N bytes' if only the beginning is shown;
                        'nothing' if there is no message. --raw writes the payloads
                        themselves and nothing else, --out writes them to a file, one behind the other.""",
                        Poll::run));
    }

    private static void subscribe(Session session, Words words) {
        String first = words.text("TOPIC");
        List<String> topics = new ArrayList<>(List.of(first));
        words.rest().forEach(word -> topics.add(word.text()));
        session.output().result("subscribed", session.kaska().subscribe(topics));
    }

    private static void unsubscribe(Session session, Words words) {
        words.end();
        session.kaska().unsubscribe();
        session.output().line("unsubscribed");
    }

    private static void position(Session session, Words words) {
        String topic = words.text("TOPIC");
        words.end();
        session.output().result("position", session.kaska().position(topic));
    }

    private static void seek(Session session, Words words) {
        String topic = words.text("TOPIC");
        long offset = words.offset();
        words.end();
        session.kaska().seek(topic, offset);
        session.output().result("position", offset);
    }
}
