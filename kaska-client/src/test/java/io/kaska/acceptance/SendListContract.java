package io.kaska.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kaska.Kaska;
import io.kaska.Message;
import io.kaska.UnknownTopicException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code send} of several messages: one behind the other, all or nothing. */
abstract class SendListContract extends ContractTests {
    SendListContract(KaskaAcceptance suite) {
        super(suite);
    }

    @Test
    void givesTheOffsetOfTheFirst() {
        Kaska client = client();
        String topic = topic(client, "list");
        client.subscribe(List.of(topic));
        assertThat(client.send(topic, List.of(Payloads.buffer("a"), Payloads.buffer("bb"))))
                .isZero();
        assertThat(client.send(topic, List.of(Payloads.buffer("ccc")))).isEqualTo(2);
        assertThat(client.send(topic, Payloads.buffer("dddd"))).isEqualTo(3);
        assertThat(client.endOffset(topic)).isEqualTo(4);
        assertThat(client.messageLength(topic, 1)).isEqualTo(2);
        assertThat(drain(client)).extracting(ContractTests::text).containsExactly("a", "bb", "ccc", "dddd");
    }

    @Test
    void anEmptyListSendsNothing() {
        Kaska client = client();
        String topic = topic(client, "list");
        assertThat(client.send(topic, List.of())).isEqualTo(Kaska.NOTHING_SENT);
        assertThat(client.endOffset(topic)).isZero();
    }

    @Test
    void oneEmptyMessageRefusesTheWholeList() {
        Kaska client = client();
        String topic = topic(client, "list");
        List<ByteBuffer> messages = List.of(Payloads.buffer("a"), ByteBuffer.allocate(0), Payloads.buffer("c"));
        assertThatIllegalArgumentException().isThrownBy(() -> client.send(topic, messages));
        assertThat(client.endOffset(topic)).isZero();
    }

    @Test
    void aTopicThatIsDeletedTakesNothing() {
        Kaska client = client();
        String topic = topic(client, "list");
        client.send(topic, Payloads.buffer("m"));
        client().deleteTopic(topic);
        List<ByteBuffer> messages = List.of(Payloads.buffer("a"), Payloads.buffer("b"));
        assertThatExceptionOfType(UnknownTopicException.class).isThrownBy(() -> client.send(topic, messages));
    }

    @Test
    void aListMayBeLong() {
        Kaska client = client();
        String topic = topic(client, "list");
        Kaska reader = subscriber(topic);
        List<ByteBuffer> messages = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            messages.add(Payloads.buffer("message " + i));
        }
        assertThat(client.send(topic, messages)).isZero();
        assertThat(client.endOffset(topic)).isEqualTo(messages.size());
        List<Message> received = reader.poll(messages.size(), Duration.ZERO);
        assertThat(received).hasSameSizeAs(messages);
        for (int i = 0; i < messages.size(); i++) {
            assertThat(received.get(i).offset()).isEqualTo(i);
            assertThat(text(received.get(i))).isEqualTo("message " + i);
        }
    }

    @Test
    void anyPartOfAListCanBeReadAlone() {
        Kaska client = client();
        String topic = topic(client, "list");
        client.subscribe(List.of(topic));
        List<ByteBuffer> messages = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            messages.add(Payloads.buffer("m" + "x".repeat(i)));
        }
        client.send(topic, messages);
        for (int from = 49; from >= 0; from--) {
            client.seek(topic, from);
            List<Message> rest = client.poll(3, Duration.ZERO);
            assertThat(rest).hasSize(Math.min(3, 50 - from));
            assertThat(rest.get(0).offset()).isEqualTo(from);
            Payloads.assertSame(rest.get(0).payload(), Payloads.bytes(messages.get(from)));
        }
    }

    @Test
    void listsOfManyClientsAreNeverMixed() throws Exception {
        Kaska reader = client();
        String topic = topic(reader, "list");
        reader.subscribe(List.of(topic));
        List<Background<Integer>> senders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int sender = i;
            senders.add(inBackground(() -> sendLists(topic, sender)));
        }
        int sent = 0;
        for (Background<Integer> sender : senders) {
            sent += sender.result();
        }
        assertThat(reader.endOffset(topic)).isEqualTo(sent);
        List<Message> received = drain(reader);
        assertThat(received).hasSize(sent);
        // Each message says which list it belongs to, its place in it, and how long that is.
        for (int i = 0; i < sent; ) {
            String[] words = text(received.get(i)).split(" ", -1);
            int size = Integer.parseInt(words[2]);
            for (int k = 0; k < size; k++, i++) {
                assertThat(received.get(i).offset()).isEqualTo(i);
                assertThat(text(received.get(i))).isEqualTo(words[0] + " " + k + " " + size);
            }
        }
    }

    private int sendLists(String topic, int sender) {
        Kaska client = client();
        int sent = 0;
        long last = -1;
        for (int list = 0; list < 100; list++) {
            int size = 1 + (list * 7 + sender) % 13;
            List<ByteBuffer> messages = new ArrayList<>();
            for (int k = 0; k < size; k++) {
                messages.add(Payloads.buffer(sender + ":" + list + " " + k + " " + size));
            }
            long first = client.send(topic, messages);
            assertThat(first).isGreaterThan(last);
            last = first + size - 1;
            sent += size;
        }
        return sent;
    }
}
