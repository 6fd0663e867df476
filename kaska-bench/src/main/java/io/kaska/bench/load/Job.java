package io.kaska.bench.load;

import io.kaska.bench.side.ReadMode;
import io.kaska.bench.side.SideKind;
import java.util.List;
import java.util.Optional;

/**
 * What is measured, by its name on the command line.
 *
 * @param description one line for people
 * @param main the figure that is compared
 * @param needs of which brokers it can be asked
 */
public record Job(String name, String description, Figure main, Defaults defaults, Needs needs, Opening opening) {
    private static final int SMALL = 100;
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    /** What holds where nothing else is asked for. */
    public record Defaults(int size, int batch, int clients) {}

    /** Which brokers it can be asked of. */
    public enum Needs {
        ANY,
        STARTED_HERE,
        EMBEDDABLE,
        SOCKETS
    }

    /** Makes everything ready. */
    interface Opening {
        Trial open(Contender contender, Plan plan);
    }

    /** Every job, in the order they run in. */
    public static final List<Job> ALL = List.of(
            send("send", "one message in flight with send", 1, 1, SMALL, SendMode.ONE),
            read(
                    "poll",
                    "one message in flight with poll, without read-ahead",
                    SMALL,
                    1_000,
                    SendMode.ONE,
                    ReadMode.ONE),
            send("async", "sendAsync, as fast as it takes messages", 1, 1, SMALL, SendMode.ASYNC),
            send("batch", "send(topic, list), one batch in flight", 1, 1_000, SMALL, SendMode.BATCH),
            send("batch-1k", "the same with 1 KiB", 1, 1_000, KIB, SendMode.BATCH),
            send("batch-64k", "the same with 64 KiB", 1, 16, 64 * KIB, SendMode.BATCH),
            send("batch-1m", "the same with 1 MiB", 1, 4, MIB, SendMode.BATCH),
            read("read", "poll one by one with read-ahead, from batches", SMALL, 1_000, SendMode.BATCH, ReadMode.AHEAD),
            read("read-many", "poll many at once, from batches", SMALL, 1_000, SendMode.BATCH, ReadMode.MANY),
            read("read-single", "poll one by one, from single sends", SMALL, 1, SendMode.ONE, ReadMode.AHEAD),
            read("read-many-single", "poll many at once, from single sends", SMALL, 1, SendMode.ONE, ReadMode.MANY),
            read("read-1k", "poll many at once, 1 KiB from batches", KIB, 1_000, SendMode.BATCH, ReadMode.MANY),
            read("read-64k", "the same with 64 KiB", 64 * KIB, 16, SendMode.BATCH, ReadMode.MANY),
            read("read-1m", "the same with 1 MiB", MIB, 4, SendMode.BATCH, ReadMode.MANY),
            send("producers", "64 connections on one topic, one in flight each", 64, 1, SMALL, SendMode.ONE),
            send("connections-16", "16 connections on one topic, one in flight each", 16, 1, SMALL, SendMode.ONE),
            send("connections-1000", "1 000 connections, one in flight each", 1_000, 1, SMALL, SendMode.ONE),
            sockets("sockets-16", "the same over 16 sockets of one thread, without the library", 16),
            sockets("sockets-1000", "the same over 1 000", 1_000),
            new Job(
                    "latency",
                    "end to end at half of the highest load, or at --rate",
                    Figure.P999,
                    new Defaults(SMALL, 1, 1),
                    Needs.ANY,
                    (contender, plan) -> new LatencyTrial(contender.side(), plan)),
            new Job(
                    "start",
                    "from the start of the process to the first acknowledged message of a warm client",
                    Figure.START,
                    new Defaults(SMALL, 1, 1),
                    Needs.STARTED_HERE,
                    (contender, plan) -> new StartTrial(contender.kind(), plan)),
            new Job(
                    "start-embedded",
                    "the same inside a warm JVM",
                    Figure.START,
                    new Defaults(SMALL, 1, 1),
                    Needs.EMBEDDABLE,
                    (contender, plan) -> new EmbeddedStartTrial(plan)),
            memory("memory", "resident memory of a fresh broker after one message", 0),
            memory("memory-1000", "resident memory with 1 000 idle connections", 1_000),
            memory("memory-8000", "resident memory with 8 000 idle connections", 8_000));

    private static Job send(String name, String description, int clients, int batch, int size, SendMode mode) {
        return new Job(
                name,
                description,
                Figure.RATE,
                new Defaults(size, batch, clients),
                Needs.ANY,
                (contender, plan) -> new SendTrial(contender.side(), plan, mode));
    }

    private static Job sockets(String name, String description, int sockets) {
        return new Job(
                name,
                description,
                Figure.RATE,
                new Defaults(SMALL, 1, sockets),
                Needs.SOCKETS,
                (contender, plan) -> new SocketsTrial(contender.side(), plan));
    }

    private static Job read(String name, String description, int size, int batch, SendMode filledBy, ReadMode mode) {
        return new Job(
                name,
                description,
                Figure.RATE,
                new Defaults(size, batch, 1),
                Needs.ANY,
                (contender, plan) -> new ReadTrial(contender.side(), plan, filledBy, mode));
    }

    private static Job memory(String name, String description, int connections) {
        return new Job(
                name,
                description,
                Figure.RESIDENT,
                new Defaults(SMALL, 1, connections),
                Needs.STARTED_HERE,
                (contender, plan) -> new MemoryTrial(contender.kind(), plan));
    }

    public static Optional<Job> named(String name) {
        return ALL.stream().filter(job -> job.name.equals(name)).findFirst();
    }

    public boolean suits(SideKind kind) {
        return switch (needs) {
            case ANY -> true;
            case STARTED_HERE -> kind.isStartedHere();
            case EMBEDDABLE -> kind.isEmbeddable();
            case SOCKETS -> kind.hasSockets();
        };
    }

    /** Why it cannot be asked of a broker, if it cannot. */
    public Optional<String> obstacle(SideKind kind, Plan plan) {
        if (!suits(kind)) {
            return Optional.of(
                    switch (needs) {
                        case ANY, STARTED_HERE -> "which runs already and is not started here";
                        case EMBEDDABLE -> "which runs in a process of its own only";
                        case SOCKETS -> "which does not speak Kaska's protocol, or is not started here";
                    });
        }
        return main != Figure.RESIDENT && plan.clients() > kind.maxClients()
                ? Optional.of("whose library takes too many threads for " + plan.clients() + " clients in one process")
                : Optional.empty();
    }

    /** Makes everything ready on a contender that it suits. */
    public Trial open(Contender contender, Plan plan) {
        return opening.open(contender, plan);
    }
}
