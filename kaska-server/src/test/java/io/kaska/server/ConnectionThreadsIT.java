package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kaska.protocol.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which connections have threads of the system, and that they go on when that changes. */
class ConnectionThreadsIT {
    private static final int MORE = 3;
    private static final int ROUNDS = 200;

    private final KaskaBroker broker =
            KaskaBroker.builder().bind("127.0.0.1").port(0).start();
    private final List<RawClient> clients = new ArrayList<>();

    private void connect(int count) throws IOException {
        for (int i = 0; i < count; i++) {
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
    void fewConnectionsHaveThreadsOfTheSystem() throws IOException {
        connect(Connections.MOST_SYSTEM_THREADS);
        assertThat(systemThreads()).isEqualTo(Connections.MOST_SYSTEM_THREADS);
        assertAllAreServed();
        assertThat(systemThreads()).isEqualTo(Connections.MOST_SYSTEM_THREADS);
    }

    @Test
    void withMoreTheyGoOnOnVirtualThreadsAfterARequest() throws IOException {
        connect(Connections.MOST_SYSTEM_THREADS + MORE);
        assertThat(systemThreads()).isEqualTo(Connections.MOST_SYSTEM_THREADS);
        assertAllAreServed();
        await().until(() -> systemThreads() == 0);
        assertAllAreServed();
    }

    @Test
    void whenFewAreLeftTheyHaveThreadsOfTheSystemAgain() throws IOException {
        connect(Connections.MOST_SYSTEM_THREADS + MORE);
        assertAllAreServed();
        while (clients.size() > Connections.SYSTEM_THREADS_AGAIN) {
            Closing.all(clients.removeFirst());
        }
        await().untilAsserted(
                        () -> { // those that were closed are counted until the broker has seen it
                            assertAllAreServed();
                            assertThat(systemThreads()).isEqualTo(clients.size());
                        });
        assertAllAreServed();
    }

    /** Each fetch waits while its connection moves. */
    @Test
    void aFetchThatWaitsIsAnsweredWhateverThreadItsConnectionHas() throws IOException {
        connect(2);
        RawClient reader = clients.getFirst();
        RawClient writer = clients.getLast();
        int id = writer.createTopic("t");
        for (int i = 0; i < ROUNDS; i++) {
            reader.write(RawClient.fetch(id, i, 1_000, 1, 30_000));
            if (i % 2 == 0) {
                connect(Connections.MOST_SYSTEM_THREADS);
            } else {
                while (clients.size() > 2) {
                    Closing.all(clients.remove(2));
                }
            }
            writer.send(id, new byte[] {1, 2, 3});
            assertThat(reader.readResponse().fetched(1).sections()).hasSize(1);
        }
        assertThat(writer.endOffset(id)).isEqualTo(ROUNDS);
    }

    @Test
    void requestsThatWereSentAheadAreAnsweredInTheirOrder() throws IOException {
        connect(1);
        RawClient first = clients.getFirst();
        int id = first.createTopic("t");
        byte[][] requests = new byte[ROUNDS][];
        Arrays.fill(requests, RawClient.request(Operation.SEND, id, 0, new byte[100]));
        first.write(requests);
        connect(Connections.MOST_SYSTEM_THREADS);
        for (int i = 0; i < ROUNDS; i++) {
            assertThat(first.readResponse().bytes().getLong()).isEqualTo(i);
        }
        await().until(() -> {
            first.endOffset(id);
            return systemThreads() < Connections.MOST_SYSTEM_THREADS;
        });
    }

    @Test
    void closingWhileConnectionsMoveEndsAllThreads() throws Exception {
        connect(Connections.MOST_SYSTEM_THREADS + MORE);
        Thread asking = Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    assertAllAreServed();
                }
            } catch (IOException | AssertionError e) {
                // the broker is closed
            }
        });
        broker.close();
        asking.join();
        assertThat(systemThreads()).isZero();
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
