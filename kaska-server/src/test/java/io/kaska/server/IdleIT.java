package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.protocol.Operation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What connections cost that say nothing. */
class IdleIT {
    private static final int CONNECTIONS = 1_000;
    private static final int WINDOW_SECONDS = LongForm.choose(5, 10);

    @Test
    void aThousandIdleConnectionsTakeLessThanAHundredthOfACore() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        try (BrokerProcess broker = BrokerProcess.start()) {
            for (int i = 0; i < CONNECTIONS; i++) {
                RawClient client = RawClient.greeted(broker.port());
                clients.add(client);
                assertThat(client.ask(RawClient.request(Operation.COUNT_TOPICS, 0, 0, new byte[0]))
                                .status())
                        .isZero();
            }
            assertThat(quietestMillis(broker)).isLessThan(WINDOW_SECONDS * 10L);
        } finally {
            Closing.all(clients.toArray(AutoCloseable[]::new));
        }
    }

    /** The processor time in one window. The JVM may still compile what has just run: that ends, so it gets three tries. */
    private static long quietestMillis(BrokerProcess broker) throws Exception {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3 && least >= WINDOW_SECONDS * 10L; i++) {
            long before = broker.status().cpuMillis();
            Thread.sleep(WINDOW_SECONDS * 1_000L);
            least = Math.min(least, broker.status().cpuMillis() - before);
            System.out.printf("%,d idle connections: %d ms of processor in %d s%n", CONNECTIONS, least, WINDOW_SECONDS);
        }
        return least;
    }
}
