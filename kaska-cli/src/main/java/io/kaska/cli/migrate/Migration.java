package io.kaska.cli.migrate;

import io.kaska.Kaska;
import io.kaska.KaskaBuilder;
import io.kaska.KaskaConnectionException;
import io.kaska.UnknownTopicException;
import io.kaska.cli.shell.Quoted;
import io.kaska.spi.Clients;
import io.kaska.spi.MoveLink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Moves topics from one broker to another: all that is there, then what comes, until told to stop; then the rest. Before
 * it ends all that was moved is read from both and compared. For one thread.
 */
public final class Migration implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Plan plan;
    private final MoveReport report;
    private final BooleanSupplier isStopped;
    private final Kaska source;
    private final Optional<MoveLink> sourceMoves;
    private final Ends ends;
    private final TopicMove topicMove;
    private final OffsetMove offsetMove;
    /** Up to where each topic was compared. */
    private final Map<String, Long> verified = new HashMap<>();

    /**
     * What is to be moved.
     *
     * @param from URL of the source
     * @param to URL of the target
     * @param topics those that are moved; all of them, and those that come, if it is empty
     * @param clients whose committed offsets are carried over; if it is empty all, where the source tells who they are
     * @param once whether it ends when all is copied
     * @param newTimes whether messages get the times of their copies
     */
    public record Plan(
            String from, String to, Set<String> topics, Set<String> clients, boolean once, boolean newTimes) {}

    /** @param isStopped is asked again and again whether it is to end */
    public Migration(Plan plan, MoveReport report, BooleanSupplier isStopped) {
        this.plan = plan;
        this.report = report;
        this.isStopped = isStopped;
        if (plan.from().equals(plan.to())) {
            throw new IllegalArgumentException("source and target are the same");
        }
        KaskaBuilder limits = Kaska.builder().connectTimeout(CONNECT);
        source = Kaska.builder().url(plan.from()).build();
        sourceMoves = Clients.moves(plan.from(), CONNECT, limits);
        Kaska target = Kaska.builder().url(plan.to()).build();
        Optional<MoveLink> exact = plan.newTimes() ? Optional.empty() : Clients.moves(plan.to(), CONNECT, limits);
        ends = new Ends(source, target, exact.orElseGet(() -> new PlainMoves(target)));
        topicMove = new TopicMove(ends, report, isStopped);
        offsetMove = new OffsetMove(ends, this::clients);
    }

    private Set<String> clients() {
        return plan.clients().isEmpty() ? sourceMoves.flatMap(MoveLink::clients).orElse(Set.of()) : plan.clients();
    }

    /** Returns when all is moved. Everything that keeps it from that is an exception, and the same move can go on later. */
    public void run() {
        noteClients();
        List<String> topics = bringAll();
        verify(topics);
        offsetMove.carry(topics);
        if (!plan.once()) {
            report.say("following " + topics.size() + " topics");
            follow(topics);
            topics = bringRest();
            verify(topics);
        }
        finish(topics);
    }

    private void noteClients() {
        if (plan.clients().isEmpty() && sourceMoves.flatMap(MoveLink::clients).isEmpty()) {
            report.warn("the source does not tell who committed offsets: only those of the clients that --client names"
                    + " are moved");
        }
    }

    private List<String> topics() {
        List<String> topics = new ArrayList<>(source.topics());
        if (!plan.topics().isEmpty()) {
            for (String wanted : plan.topics()) {
                if (!topics.contains(wanted) && !verified.containsKey(wanted)) {
                    throw new UnknownTopicException("the source has no topic " + Quoted.name(wanted));
                }
            }
            topics.retainAll(plan.topics());
        }
        return topics;
    }

    private List<String> bringAll() {
        List<String> topics = topics();
        topics.forEach(topicMove::bring);
        return topics;
    }

    private void follow(List<String> first) {
        var following = new Following(ends, isStopped);
        List<String> topics = first;
        while (!isStopped.getAsBoolean()) {
            try {
                List<String> followed = topics;
                following.follow(followed, () -> {
                    offsetMove.carry(followed);
                    return !topics().equals(followed);
                });
                topics = bringRest(); // to its end: a switch-over that was asked for meanwhile needs it all the same
            } catch (KaskaConnectionException e) {
                report.warn("tried again in a moment: " + e.getMessage());
                Pauses.sleep(RETRY);
                // What of the last messages came to the target is not known; it is asked.
                topics = List.of();
            }
        }
    }

    /** What came since; it is not cut off. */
    private List<String> bringRest() {
        var rest = new TopicMove(ends, report, () -> false);
        List<String> topics = topics();
        topics.forEach(rest::bring);
        return topics;
    }

    private void verify(List<String> topics) {
        for (String topic : topics) {
            long end = ends.target().endOffset(topic);
            long from = Math.max(verified.getOrDefault(topic, 0L), ends.target().earliestOffset(topic));
            verified.put(topic, end);
            if (from < end) {
                long sum = new Comparison(ends, report).compare(topic, from, end);
                report.say(String.format(
                        Locale.ROOT,
                        "verified %s messages %d offsets %d to %d checksum %08x",
                        Quoted.name(topic),
                        end - from,
                        from,
                        end - 1,
                        sum));
            }
        }
    }

    private void finish(List<String> topics) {
        int committed = offsetMove.carry(topics);
        topics.forEach(topicMove::finish);
        report.say("committed offsets " + committed);
        report.say("moved topics " + topics.size());
    }

    @Override
    public void close() {
        ends.moves().close();
        sourceMoves.ifPresent(MoveLink::close);
        ends.target().close();
        source.close();
    }
}
