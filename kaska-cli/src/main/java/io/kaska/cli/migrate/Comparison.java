package io.kaska.cli.migrate;

import io.kaska.KaskaException;
import io.kaska.Message;
import io.kaska.cli.shell.Quoted;
import java.util.List;

/** Reads the same messages from both brokers, and compares them. For one thread. */
final class Comparison {
    private static final int STEP = 1_000;

    private final Ends ends;
    private final MoveReport report;

    Comparison(Ends ends, MoveReport report) {
        this.ends = ends;
        this.report = report;
    }

    /**
     * Compares the messages at [from, to).
     *
     * @return their checksum
     * @throws KaskaException if they differ
     */
    long compare(String topic, long from, long to) {
        var wanted = new Checksum(ends.moves().keepsTimes());
        var found = new Checksum(ends.moves().keepsTimes());
        try (Feed source = new Feed(ends.source(), topic, from);
                Feed target = new Feed(ends.target(), topic, from)) {
            for (long next = from; next < to; next = source.position()) {
                long end = Math.min(to, next + STEP);
                add(source, end, wanted);
                add(target, end, found);
                if (wanted.value() != found.value()) {
                    throw new KaskaException("topic " + Quoted.name(topic) + ": the messages from offset " + next
                            + " to " + (end - 1)
                            + " are not the same at the target: it is another topic, or was written"
                            + " to there");
                }
                report.progress("verified", topic, end, from, to);
            }
        }
        return wanted.value();
    }

    private static void add(Feed feed, long end, Checksum sum) {
        while (feed.position() < end) {
            List<Message> messages = feed.next(end);
            messages.forEach(sum::add);
        }
    }
}
