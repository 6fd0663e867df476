package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.protocol.FetchRequest;
import io.kaska.protocol.Operation;
import io.kaska.protocol.Status;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The memory of fetches that name very many topics is bounded with all that is unfinished. */
class LargeFetchIT {
    private static byte[] fetch(int topic, int topics, int waitMillis) {
        ByteBuffer body = ByteBuffer.allocate(FetchRequest.size(topics));
        new FetchRequest(1_000, 1, waitMillis).put(body);
        for (int i = 0; i < topics; i++) {
            body.putInt(topic).putLong(0);
        }
        return RawClient.request(Operation.FETCH, 0, topics, body.array());
    }

    @Test
    void aFetchTooLargeIsRefusedAndWhatOthersTookIsGivenBack() throws Exception {
        try (KaskaBroker broker = KaskaBroker.builder()
                        .bind("127.0.0.1")
                        .memory(64 << 20)
                        .unfinishedMemory(2 << 20) // three quarters of it, by 64 bytes a topic
                        .start();
                RawClient client = RawClient.greeted(broker.port())) {
            int topic = client.createTopic("t");
            for (int i = 0; i < 20; i++) {
                assertThat(client.ask(fetch(topic, 20_000, 0)).status()).isZero();
                client.write(
                        fetch(topic, 20_000, 60_000), RawClient.request(Operation.COUNT_TOPICS, 0, 0, new byte[0]));
                assertThat(client.readResponse().header().size())
                        .as("the wait ended")
                        .isZero();
                assertThat(client.readResponse().status()).isZero();
                assertThat(client.ask(fetch(topic, 30_000, 0)).status()).isEqualTo(Status.STORAGE_FULL.code());
            }
            assertThat(client.endOffset(topic)).as("the stream is in step").isZero();
        }
    }
}
