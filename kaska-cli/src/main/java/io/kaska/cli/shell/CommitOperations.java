package io.kaska.cli.shell;

import java.util.List;

/** The operations on offsets that the broker keeps. They need the name of a client. */
final class CommitOperations {
    private CommitOperations() {}

    static List<Operation> all() {
        return List.of(
                new Operation(
                        "O",
                        List.of("commit"),
                        "TOPIC OFFSET",
                        "makes the broker keep an offset for this client",
                        "Answers 'committed OFFSET'. Needs a shell that was started with a CLIENT.",
                        CommitOperations::commit),
                new Operation(
                        "D",
                        List.of("committed"),
                        "TOPIC",
                        "the offset that the broker keeps for this client",
                        "Answers 'committed OFFSET'. Needs a shell that was started with a CLIENT.",
                        CommitOperations::committed),
                new Operation(
                        "Y",
                        List.of("commit-position"),
                        "TOPIC",
                        "commits the next offset to read",
                        "Answers 'committed OFFSET'. Needs a subscription, and a shell that was started with a CLIENT.",
                        CommitOperations::commitPosition),
                new Operation(
                        "Z",
                        List.of("seek-committed"),
                        "TOPIC",
                        "seeks to the committed offset",
                        "Answers 'position OFFSET'. Needs a subscription, and a shell that was started with a CLIENT.",
                        CommitOperations::seekCommitted));
    }

    private static void commit(Session session, Words words) {
        String client = session.client();
        String topic = words.text("TOPIC");
        long offset = words.offset();
        words.end();
        commit(session, client, topic, offset);
    }

    private static void committed(Session session, Words words) {
        String client = session.client();
        String topic = words.text("TOPIC");
        words.end();
        session.output().result("committed", session.kaska().committed(client, topic));
    }

    private static void commitPosition(Session session, Words words) {
        String client = session.client();
        String topic = words.text("TOPIC");
        words.end();
        commit(session, client, topic, session.kaska().position(topic));
    }

    private static void seekCommitted(Session session, Words words) {
        String client = session.client();
        String topic = words.text("TOPIC");
        words.end();
        long offset = session.kaska().committed(client, topic);
        session.kaska().seek(topic, offset);
        session.output().result("position", offset);
    }

    private static void commit(Session session, String client, String topic, long offset) {
        session.kaska().commit(client, topic, offset);
        session.output().result("committed", offset);
    }
}
