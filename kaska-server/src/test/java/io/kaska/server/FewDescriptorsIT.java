package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.kaska.Kaska;
import io.kaska.Message;
import io.kaska.StorageException;
import io.kaska.acceptance.Payloads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A broker with no descriptor left refuses what needs one, and goes on when there are some again. */
@Timeout(120)
class FewDescriptorsIT {
    private static final int LIMIT = 200;
    /** Their entries fill a page of the index, which often needs the topic's folder, or another file. */
    private static final int BATCH = 600;

    @TempDir
    private Path data;

    private final Map<Long, String> acknowledged = new TreeMap<>();
    private int sent;

    @Test
    void aShortageEndsWithItsCauseAndLosesNothing() throws Exception {
        List<String> few = List.of("sh", "-c", "ulimit -n " + LIMIT + " && exec \"$@\"", "sh");
        try (BrokerProcess broker = BrokerProcess.startUnder(few, List.of(), "data=" + data, "openFiles=16");
                Kaska kaska = broker.connect()) {
            kaska.createTopic("t");
            send(kaska);
            broker.loadClasses();
            List<Socket> connections = takeAll(broker);
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> {
                        for (int i = 0; i < 10_000; i++) {
                            send(kaska);
                        }
                    })
                    .withMessageContaining("Too many open files");
            for (Socket connection : connections) {
                connection.close();
            }
            await().ignoreException(StorageException.class).until(() -> send(kaska));
            for (int i = 0; i < 10; i++) {
                send(kaska);
            }
            assertAllThere(kaska);
        }
    }

    private boolean send(Kaska kaska) {
        String message = "message " + sent++;
        List<ByteBuffer> batch = Collections.nCopies(BATCH, ByteBuffer.wrap(Payloads.bytes(message)));
        acknowledged.put(kaska.send("t", batch), message);
        return true;
    }

    private static List<Socket> takeAll(BrokerProcess broker) throws IOException {
        List<Socket> connections = new ArrayList<>();
        for (int i = 0; i < LIMIT; i++) {
            connections.add(new Socket(InetAddress.getLoopbackAddress(), broker.port()));
        }
        await().until(() -> broker.status().descriptors() >= LIMIT);
        return connections;
    }

    private void assertAllThere(Kaska kaska) {
        kaska.subscribe(List.of("t"));
        kaska.seek("t", 0);
        Map<Long, String> found = new TreeMap<>();
        while (kaska.position("t") < kaska.endOffset("t")) {
            for (Message message : kaska.poll(10_000, Duration.ofSeconds(10))) {
                if (acknowledged.containsKey(message.offset())) {
                    found.put(message.offset(), Payloads.text(message.payload()));
                }
            }
        }
        assertThat(found).isEqualTo(acknowledged);
    }
}
