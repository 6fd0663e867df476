package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kaska.protocol.Operation;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which connections have threads of the system. */
class ConnectionThreadsIT {
    private static final int MORE = 3;

    private final KaskaBroker broker =
            KaskaBroker.builder().bind("127.0.0.1").port(0).start();
    private final Deque<RawClient> clients = new ArrayDeque<>();

    @BeforeEach
    void connect() throws IOException {
        for (int i = 0; i < Connections.MOST_SYSTEM_THREADS + MORE; i++) {
            clients.add(RawClient.greeted(broker.port()));
        }
    }

    @AfterEach
    void close() {
        Closing.all(clients.toArray(RawClient[]::new));
        broker.close();
        assertThat(systemThreads()).isZero();
    }

    @Test
    void theFirstFewHaveThreadsOfTheSystemAndAllAreServed() throws IOException {
        assertThat(systemThreads()).isEqualTo(Connections.MOST_SYSTEM_THREADS);
        assertAllAreServed();
    }

    @Test
    void aFetchOnAThreadOfTheSystemWaitsForWhatOneOnAVirtualThreadSends() throws IOException {
        RawClient first = clients.getFirst();
        RawClient last = clients.getLast();
        int id = last.createTopic("t");
        for (int i = 0; i < 3; i++) {
            first.write(RawClient.fetch(id, i, 1_000, 1, 30_000));
            last.send(id, new byte[] {1, 2, 3});
            assertThat(first.readResponse().fetched(1).sections()).hasSize(1);
        }
    }

    @Test
    void whoComesWhenFewAreLeftHasOneAgain() throws IOException {
        Closing.all(clients.toArray(RawClient[]::new));
        clients.clear();
        await().until(() -> systemThreads() == 0);
        await().untilAsserted(() -> {
            clients.add(RawClient.greeted(broker.port())); // those on virtual threads may still be counted
            assertThat(systemThreads()).isPositive();
        });
        assertAllAreServed();
    }

    private void assertAllAreServed() throws IOException {
        for (RawClient client : clients) {
            assertThat(client.ask(RawClient.request(Operation.COUNT_TOPICS, "")).status())
                    .isZero();
        }
    }

    private static long systemThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("kaska-connection") && thread.isDaemon())
                .count();
    }
}
