package io.kaska.cli.shell;

import java.util.List;

/** The operations on topics as a whole. */
final class TopicOperations {
    private TopicOperations() {}

    static List<Operation> all() {
        return List.of(
                new Operation(
                        "C",
                        List.of("create", "create_topic"),
                        "TOPIC",
                        "makes an empty topic",
                        "Answers 'created TOPIC'.",
                        TopicOperations::create),
                new Operation(
                        "",
                        List.of("delete", "delete_topic"),
                        "TOPIC",
                        "deletes a topic, its messages and its committed offsets",
                        "Answers 'deleted TOPIC'.",
                        TopicOperations::delete),
                new Operation(
                        "N",
                        List.of("ntopics", "topic_count", "count"),
                        "",
                        "how many topics there are",
                        "Answers 'topics COUNT'.",
                        TopicOperations::count),
                new Operation(
                        "",
                        List.of("topics", "list"),
                        "",
                        "the names of all topics",
                        "Answers one name a line, in the order of creation since the broker's start; in quotes where it is not one plain word.",
                        TopicOperations::list));
    }

    private static void create(Session session, Words words) {
        String topic = words.text("TOPIC");
        words.end();
        session.kaska().createTopic(topic);
        session.output().result("created", Quoted.name(topic));
    }

    private static void delete(Session session, Words words) {
        String topic = words.text("TOPIC");
        words.end();
        session.kaska().deleteTopic(topic);
        session.output().result("deleted", Quoted.name(topic));
    }

    private static void count(Session session, Words words) {
        words.end();
        session.output().result("topics", session.kaska().topicCount());
    }

    private static void list(Session session, Words words) {
        words.end();
        session.kaska().topics().forEach(topic -> session.output().line(Quoted.name(topic)));
    }
}
