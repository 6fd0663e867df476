package io.kaska.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kaska.Kaska;
import io.kaska.KaskaConnectionException;
import io.kaska.NoCommittedOffsetException;
import io.kaska.Retention;
import io.kaska.UnknownTopicException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What lives on when the broker goes and comes back. */
abstract class RestartContract extends ContractTests {
    RestartContract(KaskaAcceptance suite) {
        super(suite);
    }

    @BeforeEach
    void needsABrokerThatRestarts() {
        assumeTrue(suite.restartable(), "this broker cannot be restarted by a test");
    }

    @Test
    void aClientConnectsAnewByItself() {
        Kaska client = client();
        topic(client, "before");
        suite.restart();
        String after = freshName("after");
        eventually(client, after);
        assertThat(client.send(after, Payloads.bytes("m"))).isZero();
    }

    /** The first call may find the dead connection; the one after it connects anew. */
    private static void eventually(Kaska client, String topic) {
        try {
            client.createTopic(topic);
        } catch (KaskaConnectionException e) {
            client.createTopic(topic);
        }
    }

    @Test
    void theSubscriptionSurvives() {
        Kaska client = client();
        String topic = topic(client, "survivor");
        client.subscribe(List.of(topic));
        client.send(topic, Payloads.bytes("m0"));
        assertThat(text(client.poll())).isEqualTo("m0");
        suite.restart();
        assertThat(client.position(topic)).isEqualTo(1);

        Kaska other = client();
        if (!suite.keepsMessagesOverARestart()) {
            other.createTopic(topic);
            other.send(topic, Payloads.bytes("m0 anew"));
        }
        other.send(topic, Payloads.bytes("m1"));
        assertThat(pollPastALostConnection(client)).isEqualTo("m1");
        assertThat(client.position(topic)).isEqualTo(2);
    }

    private static String pollPastALostConnection(Kaska client) {
        try {
            return text(client.poll());
        } catch (KaskaConnectionException e) {
            return text(client.poll());
        }
    }

    @Test
    void messagesLiveOnWhereTheyAreKept() {
        String topic = topic(client(), "kept");
        client().send(topic, Payloads.bytes("m0"));
        suite.restart();
        Kaska client = client();
        if (suite.keepsMessagesOverARestart()) {
            assertThat(client.endOffset(topic)).isEqualTo(1);
        } else {
            assertThatExceptionOfType(UnknownTopicException.class).isThrownBy(() -> client.endOffset(topic));
        }
    }

    @Test
    void aTopicsOwnRuleLivesOnWhereMessagesAreKept() {
        String topic = topic(client(), "ruled");
        Retention rule = Retention.ofAge(Duration.ofHours(3)).andBytes(1_000_000);
        client().setRetention(topic, rule);
        String reset = topic(client(), "reset");
        Retention brokers = client().retention(reset);
        client().setRetention(reset, rule);
        client().resetRetention(reset);
        suite.restart();
        assumeTrue(suite.keepsMessagesOverARestart(), "the topics are gone");
        assertThat(client().retention(topic)).isEqualTo(rule);
        assertThat(client().retention(reset)).isEqualTo(brokers);
    }

    @Test
    void committedOffsetsLiveOnWhereTheyAreKept() {
        String topic = topic(client(), "committed");
        String owner = freshName("owner");
        client().commit(owner, topic, 1_234);
        suite.restart();
        Kaska client = client();
        if (!suite.keepsMessagesOverARestart()) {
            assertThatExceptionOfType(UnknownTopicException.class).isThrownBy(() -> client.committed(owner, topic));
            client.createTopic(topic);
        }
        if (suite.keepsCommittedOffsetsOverARestart()) {
            assertThat(client.committed(owner, topic))
                    .as("found anew, even past the end")
                    .isEqualTo(1_234);
        } else {
            assertThatExceptionOfType(NoCommittedOffsetException.class)
                    .isThrownBy(() -> client.committed(owner, topic));
        }
    }

    @Test
    void whatWasDeletedDoesNotComeBack() {
        Kaska client = client();
        String topic = topic(client, "deleted");
        String owner = freshName("owner");
        client.commit(owner, topic, 1_234);
        client.deleteTopic(topic);
        client.createTopic(topic);
        client.close();
        suite.restart();
        Kaska after = client();
        if (!suite.keepsMessagesOverARestart()) {
            after.createTopic(topic);
        }
        assertThatExceptionOfType(NoCommittedOffsetException.class).isThrownBy(() -> after.committed(owner, topic));
    }
}
