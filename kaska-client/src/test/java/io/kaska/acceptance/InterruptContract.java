package io.kaska.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import io.kaska.KaskaInterruptedException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An interrupt ends the wait of one caller, and nothing else. */
abstract class InterruptContract extends ContractTests {
    InterruptContract(KaskaAcceptance suite) {
        super(suite);
    }

    static List<ClientOperation> onATopic() {
        return ClientOperation.onATopic();
    }

    @Test
    void endsALongPollWithTheFlagKept() throws Exception {
        Kaska client = client();
        String topic = topic(client, "interrupted");
        client.subscribe(List.of(topic));
        var poll = inBackground(() -> client.poll(10, LONG));
        poll.settle();
        poll.interrupt();
        assertThat(poll.failure()).isInstanceOf(KaskaInterruptedException.class);
        assertThat(poll.flagAtEnd()).isTrue();

        client.send(topic, Payloads.bytes("next"));
        assertThat(text(client.poll()))
                .as("the client goes on, and nothing is lost")
                .isEqualTo("next");
    }

    @Test
    void otherUsersOfTheClientGoOn() throws Exception {
        Kaska client = client();
        List<String> topics = topics(client, "interrupted", "other");
        client.subscribe(topics.subList(0, 1));
        var interrupted = inBackground(() -> client.poll(1, LONG));
        var waiting = inBackground(() -> client.poll(1, LONG));
        var busy = inBackground(() -> {
            for (int i = 0; i < 2_000; i++) {
                assertThat(client.send(topics.get(1), Payloads.bytes("m"))).isEqualTo(i);
            }
            return true;
        });
        interrupted.settle();
        waiting.settle();
        interrupted.interrupt();
        assertThat(interrupted.failure()).isInstanceOf(KaskaInterruptedException.class);
        assertThat(waiting.isDone()).isFalse();
        client.send(topics.get(0), Payloads.bytes("for the other"));
        assertThat(texts(waiting.result())).containsExactly("for the other");
        assertThat(busy.result()).isTrue();
    }

    /** Whether an operation that need not wait is done or refused is left open; not what happens to the flag. */
    @ParameterizedTest
    @MethodSource("onATopic")
    void aFlagThatIsSetBeforeIsKept(ClientOperation operation) throws Exception {
        Kaska client = client();
        String topic = topic(client, "interrupted");
        client.commit("someone", topic, 0);
        var task = inBackground(() -> {
            Thread.currentThread().interrupt();
            try {
                operation.call().on(client, topic);
                return "done";
            } catch (KaskaInterruptedException e) {
                return "refused";
            }
        });
        assertThat(task.result()).isIn("done", "refused");
        assertThat(task.flagAtEnd()).isTrue();
        client.topicCount();
    }

    @Test
    void aStormOfInterruptsNeverLosesOrDoublesWhatIsKnown() throws Exception {
        Kaska client = client();
        String topic = topic(client, "storm");
        var sender = inBackground(() -> sendThrough(client, topic));
        while (!sender.isDone()) {
            Thread.sleep(1);
            sender.interrupt();
        }
        long[] known = sender.result();
        long end = client.endOffset(topic);
        assertThat(end).isBetween(known[0], known[0] + known[1]);
        assertThat(client.send(topic, Payloads.bytes("calm"))).isEqualTo(end);
    }

    /** Sends until 300 are acknowledged; returns how many were, and of how many the outcome is unknown. */
    private static long[] sendThrough(Kaska client, String topic) {
        long acknowledged = 0;
        long unknown = 0;
        long last = -1;
        while (acknowledged < 300) {
            Thread.interrupted();
            try {
                long offset = client.send(topic, Payloads.random(acknowledged, 20_000));
                assertThat(offset).isGreaterThan(last);
                last = offset;
                acknowledged++;
            } catch (KaskaInterruptedException e) {
                unknown += e.outcomeUnknown() ? 1 : 0;
            }
        }
        Thread.interrupted();
        return new long[] {acknowledged, unknown};
    }
}
