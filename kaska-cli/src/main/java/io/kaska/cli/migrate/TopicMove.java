package io.kaska.cli.migrate;

import io.kaska.Kaska;
import io.kaska.KaskaException;
import io.kaska.Message;
import io.kaska.OffsetOutOfRangeException;
import io.kaska.Retention;
import io.kaska.cli.shell.Quoted;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Brings topics to the target, each from where it is there: what was done before, in this run or another one, is told by
 * the target alone. So a run that was killed is gone on with by the next. For one thread.
 */
final class TopicMove {
    /** So many messages before the end are compared before the topic is gone on with. */
    private static final int TAIL = 500;

    private final Ends ends;
    private final MoveReport report;
    private final BooleanSupplier isStopped;

    TopicMove(Ends ends, MoveReport report, BooleanSupplier isStopped) {
        this.ends = ends;
        this.report = report;
        this.isStopped = isStopped;
    }

    /**
     * Brings a topic up to the end that it has at the source now.
     *
     * @throws KaskaException if the target has another topic of that name, or the source's has holes
     */
    void bring(String topic) {
        long limit = ends.source().endOffset(topic);
        ends.moves().begin(topic);
        if (!ends.target().retention(topic).equals(Retention.UNLIMITED)) {
            ends.target().setRetention(topic, Retention.UNLIMITED);
        }
        checkTail(topic, limit);
        long have = raiseStart(topic);
        long first = have;
        while (have < limit) {
            have = copy(topic, have, limit);
        }
        if (have > first) {
            report.say("copied " + Quoted.name(topic) + " messages " + (have - first) + " offsets " + first + " to "
                    + (have - 1));
        }
    }

    /** Where the source begins later than the target ends, offsets without meaning lie between, and are trimmed. */
    private long raiseStart(String topic) {
        long first = ends.source().earliestOffset(topic);
        long have = ends.target().endOffset(topic);
        if (have < first) {
            ends.moves().fill(topic, have, first, fillTime(topic, have, first));
            have = first;
        }
        if (ends.target().earliestOffset(topic) < first) {
            ends.target().trimTopic(topic, first);
        }
        return have;
    }

    /** Between those of the messages around, as times never go back in a topic. */
    private Instant fillTime(String topic, long have, long first) {
        if (have == 0) {
            return Instant.EPOCH;
        }
        if (first < ends.source().endOffset(topic)) {
            return timeOf(ends.source(), topic, first);
        }
        boolean hasLast = ends.target().earliestOffset(topic) < have;
        return hasLast ? timeOf(ends.target(), topic, have - 1) : Instant.now();
    }

    private static Instant timeOf(Kaska kaska, String topic, long offset) {
        try (Feed feed = new Feed(kaska, topic, offset)) {
            return feed.next(offset + 1).getFirst().timestamp();
        }
    }

    private void checkTail(String topic, long limit) {
        long have = ends.target().endOffset(topic);
        if (have > limit) {
            throw new KaskaException(
                    "topic " + Quoted.name(topic) + " ends at offset " + have + " at the target, but at " + limit
                            + " at the source: it is another topic, or was written to there");
        }
        long from = Math.max(
                have - TAIL,
                Math.max(ends.source().earliestOffset(topic), ends.target().earliestOffset(topic)));
        if (from < have) {
            new Comparison(ends, report).compare(topic, from, have);
        }
    }

    /** Returns how far it came: the limit, or the place from which on the source has trimmed its messages. */
    private long copy(String topic, long from, long limit) {
        long have = from;
        try (Feed feed = new Feed(ends.source(), topic, from)) {
            while (have < limit) {
                if (isStopped.getAsBoolean()) {
                    throw new KaskaException("stopped before all was copied; the same command goes on from there");
                }
                List<Message> messages = feed.next(limit);
                ends.moves().append(topic, have, messages);
                have = feed.position();
                report.count(messages);
                report.progress("copied", topic, have, from, limit);
            }
        } catch (OffsetOutOfRangeException e) {
            have = raiseStart(topic);
            if (have == from) {
                throw e; // nothing was trimmed, and nothing is there
            }
        }
        return have;
    }

    /** Makes a topic at the target what the source's is beside its messages. */
    void finish(String topic) {
        raiseStart(topic);
        Retention rule = ends.source().retention(topic);
        if (!ends.target().retention(topic).equals(rule)) {
            ends.target().setRetention(topic, rule);
        }
        ends.moves().end(topic);
    }
}
