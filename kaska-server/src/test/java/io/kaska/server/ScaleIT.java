package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What many topics and many connections cost, each. The short form is too small for exact figures: its bounds are wider. */
class ScaleIT {
    private static final int WARM_UP = 2_000;
    private static final int TOPICS = LongForm.choose(10_000, 100_000);
    private static final int CONNECTIONS = LongForm.choose(1_000, 8_000);

    /** What the JVM's resident memory goes up and down by, whatever is asked of the broker. */
    private static final long OF_THE_JVM = 32 << 20;

    private static final List<String> JVM = List.of("-Xms24m", "-Xmx1g", "-Xmn16m"); // as the launcher does

    @Test
    void aTopicWithOneSmallMessageCostsAtMost2KiB() throws Exception {
        try (BrokerProcess broker = BrokerProcess.startUnder(List.of(), JVM, "memory=" + (2L << 30));
                Kaska kaska = broker.connect()) {
            long before = residentWith(broker, kaska, 0, WARM_UP);
            long after = residentWith(broker, kaska, WARM_UP, WARM_UP + TOPICS);
            long each = (after - before) / TOPICS;
            System.out.printf(
                    "%,d topics of one small message: %,d bytes resident each, %,d KiB in all%n",
                    TOPICS, each, after >> 10);
            assertThat(each).isLessThanOrEqualTo(LongForm.choose(6_144, 2_048));
            assertThat(kaska.topicCount()).isEqualTo(WARM_UP + TOPICS);
            assertThat(kaska.topics()).hasSize(WARM_UP + TOPICS);
            assertThat(kaska.messageLength(name(WARM_UP + TOPICS - 1), 0)).isEqualTo(10);
        }
    }

    private static long residentWith(BrokerProcess broker, Kaska kaska, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            kaska.createTopic(name(i));
            assertThat(kaska.send(name(i), new byte[10])).isZero();
        }
        broker.collectGarbage();
        return broker.status().residentBytes();
    }

    private static String name(int number) {
        return "a topic of some length, number " + number;
    }

    @Test
    void thousandsOfConnectionsAreServed() throws Exception {
        try (BrokerProcess broker = BrokerProcess.startUnder(List.of(), JVM);
                Witness witness = new Witness(broker.port())) {
            serve(broker, 500);
            broker.collectGarbage();
            long before = broker.status().residentBytes();
            try (ChildJvm others =
                    ChildJvm.run(List.of("-Xmx512m"), ConnectionsProcess.class, broker.port(), CONNECTIONS)) {
                assertThat(others.line()).isEqualTo(String.valueOf(CONNECTIONS));
                broker.collectGarbage();
                long more = broker.status().residentBytes() - before;
                System.out.printf("%,d connections: %,d bytes resident each%n", CONNECTIONS, more / CONNECTIONS);
                assertThat(more).isLessThan(CONNECTIONS * 16_384L + OF_THE_JVM);
                witness.assertUndisturbed();
            }
            witness.assertUndisturbed();
        }
    }

    /** Serves some and lets them go, so that what the JVM takes once is not counted. */
    private static void serve(BrokerProcess broker, int count) throws Exception {
        try (ChildJvm others = ChildJvm.run(List.of("-Xmx512m"), ConnectionsProcess.class, broker.port(), count)) {
            assertThat(others.line()).isEqualTo(String.valueOf(count));
        }
    }
}
