package io.kaska.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kaska.Kaska;
import io.kaska.KaskaClosedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code close}. */
abstract class CloseContract extends ContractTests {
    CloseContract(KaskaAcceptance suite) {
        super(suite);
    }

    static List<ClientOperation> all() {
        return ClientOperation.all();
    }

    @ParameterizedTest
    @MethodSource("all")
    void afterItEveryOperationFails(ClientOperation operation) {
        Kaska client = client();
        String topic = topic(client, "closed");
        client.subscribe(List.of(topic));
        client.close();
        assertThatExceptionOfType(KaskaClosedException.class)
                .isThrownBy(() -> operation.call().on(client, topic));
    }

    @Test
    void aSecondOneDoesNothing() {
        Kaska client = client();
        client.topicCount();
        client.close();
        assertThatCode(client::close).doesNotThrowAnyException();
    }

    @Test
    void aClientThatWasNeverUsedCloses() {
        assertThatCode(() -> client().close()).doesNotThrowAnyException();
    }

    @Test
    void endsALongPoll() throws Exception {
        Kaska client = client();
        String topic = topic(client, "closed");
        client.subscribe(List.of(topic));
        var poll = inBackground(() -> client.poll(10, LONG));
        poll.settle();
        client.close();
        assertThat(poll.failure()).isInstanceOf(KaskaClosedException.class);
    }

    @Test
    void isObeyedByAThreadThatIsInterrupted() throws Exception {
        Kaska client = client();
        String topic = topic(client, "closed");
        client.send(topic, Payloads.bytes("m"));
        var closer = inBackground(() -> {
            Thread.currentThread().interrupt();
            client.close();
            return true;
        });
        assertThat(closer.result()).isTrue();
        assertThat(closer.flagAtEnd()).isTrue();
        assertThatExceptionOfType(KaskaClosedException.class).isThrownBy(client::topicCount);
    }

    @Test
    void otherClientsGoOn() {
        Kaska client = client();
        Kaska other = client();
        String topic = topic(client, "closed");
        other.subscribe(List.of(topic));
        client.send(topic, Payloads.bytes("m"));
        client.close();
        assertThat(text(other.poll())).isEqualTo("m");
    }

    @Test
    void inTheMiddleOfSendsEachIsDoneOrFails() throws Exception {
        Kaska client = client();
        String topic = topic(client(), "closed");
        var sender = inBackground(() -> {
            long sent = 0;
            try {
                while (true) {
                    client.send(topic, Payloads.bytes("m"));
                    sent++;
                }
            } catch (KaskaClosedException e) {
                return sent;
            }
        });
        sender.settle();
        client.close();
        long sent = sender.result(); // first: without a socket its last send may be under way when close returns
        assertThat(client().endOffset(topic)).isBetween(sent, sent + 1);
    }
}
