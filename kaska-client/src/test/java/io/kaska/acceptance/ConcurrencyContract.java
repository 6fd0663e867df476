package io.kaska.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import io.kaska.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.Test;

/** Many threads on one client, and many clients on one topic. */
abstract class ConcurrencyContract extends ContractTests {
    private static final int THREADS = 6;
    private static final int EACH = 300;

    ConcurrencyContract(KaskaAcceptance suite) {
        super(suite);
    }

    @Test
    void sendsOfManyThreadsOnOneClientAreDense() throws Exception {
        Kaska client = client();
        String topic = topic(client, "threads");
        assertDense(topic, sendFromThreads(topic, List.of(client, client, client, client, client, client)));
    }

    @Test
    void sendsOfManyClientsAreDense() throws Exception {
        Kaska client = client();
        String topic = topic(client, "clients");
        List<Kaska> clients = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            clients.add(client());
        }
        assertDense(topic, sendFromThreads(topic, clients));
    }

    /** Each offset that was given, with the text that was sent. */
    private ConcurrentSkipListMap<Long, String> sendFromThreads(String topic, List<Kaska> clients) throws Exception {
        ConcurrentSkipListMap<Long, String> sent = new ConcurrentSkipListMap<>();
        List<Background<Boolean>> tasks = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            Kaska client = clients.get(t);
            String start = t + ":";
            tasks.add(inBackground(() -> {
                for (int i = 0; i < EACH; i++) {
                    String text = start + i + "x".repeat(i * 7 % 1_000);
                    assertThat(sent.put(client.send(topic, Payloads.bytes(text)), text))
                            .isNull();
                }
                return true;
            }));
        }
        for (Background<Boolean> task : tasks) {
            assertThat(task.result()).isTrue();
        }
        return sent;
    }

    private void assertDense(String topic, ConcurrentSkipListMap<Long, String> sent) {
        assertThat(sent).hasSize(THREADS * EACH);
        Kaska reader = client();
        reader.subscribe(List.of(topic));
        reader.seek(topic, 0);
        long next = 0;
        for (Message message : drain(reader)) {
            assertThat(message.offset()).isEqualTo(next);
            assertThat(text(message)).isEqualTo(sent.get(next));
            next++;
        }
        assertThat(next).isEqualTo(THREADS * EACH);
    }

    @Test
    void eachMessageIsGivenToOneOfTheThreadsThatPollOneClient() throws Exception {
        Kaska client = client();
        List<String> topics = topics(client, "a", "b", "c");
        client.subscribe(topics);
        List<CompletableFuture<Long>> sends = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            sends.add(client.sendAsync(topics.get(i % 3), Payloads.buffer(topics.get(i % 3) + " " + i / 3)));
        }
        sends.forEach(CompletableFuture::join);
        List<Background<List<Message>>> tasks = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            boolean single = t % 2 == 0;
            tasks.add(inBackground(() -> single ? drain(client) : drainInParts(client)));
        }
        List<String> seen = new ArrayList<>();
        for (Background<List<Message>> task : tasks) {
            for (Message message : task.result()) {
                assertThat(text(message)).isEqualTo(message.topic() + " " + message.offset());
                seen.add(text(message));
            }
        }
        assertThat(seen).hasSize(3_000).doesNotHaveDuplicates();
    }

    private static List<Message> drainInParts(Kaska client) {
        List<Message> all = new ArrayList<>();
        List<Message> part = client.poll(13, Duration.ZERO);
        while (!part.isEmpty()) {
            all.addAll(part);
            part = client.poll(13, Duration.ZERO);
        }
        return all;
    }

    @Test
    void allOperationsAtOnceOnOneClient() throws Exception {
        Kaska client = client();
        String shared = topic(client, "shared");
        client.subscribe(List.of(shared));
        List<Background<Long>> tasks = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            String own = freshName("own");
            tasks.add(inBackground(() -> everything(client, own, shared)));
        }
        long polled = 0;
        for (Background<Long> task : tasks) {
            polled += task.result();
        }
        assertThat(polled + drain(client).size()).isEqualTo(THREADS * 100L);
    }

    /** Returns how many messages it polled. */
    private static long everything(Kaska client, String own, String shared) {
        long polled = 0;
        client.createTopic(own);
        for (int i = 0; i < 100; i++) {
            assertThat(client.send(own, Payloads.bytes("x".repeat(i + 1)))).isEqualTo(i);
            assertThat(client.messageLength(own, i)).isEqualTo(i + 1);
            assertThat(client.endOffset(own)).isEqualTo(i + 1);
            client.commit(own, own, i);
            assertThat(client.committed(own, own)).isEqualTo(i);
            client.send(shared, Payloads.bytes("shared"));
            polled += client.poll(i % 3 + 1, Duration.ofMillis(i % 2)).size();
            assertThat(client.topics()).contains(own);
        }
        client.deleteTopic(own);
        return polled;
    }
}
