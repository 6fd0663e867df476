package io.kaska.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kaska.Kaska;
import io.kaska.Retention;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** How long a topic keeps its messages. */
abstract class RetentionContract extends ContractTests {
    private static final Retention RULE = Retention.ofAge(Duration.ofDays(7)).andBytes(1L << 40);

    RetentionContract(KaskaAcceptance suite) {
        super(suite);
    }

    @Test
    void aRuleIsThatOfOneTopicForAllClients() {
        Kaska client = client();
        String topic = topic(client, "ruled");
        String other = topic(client, "other");
        Retention before = client.retention(topic);
        assertThat(client.setRetention(topic, RULE)).isEqualTo(RULE);
        assertThat(client().retention(topic)).isEqualTo(RULE);
        assertThat(client.retention(other)).isEqualTo(before);
    }

    @Test
    void aRuleIsReplacedAndGivenBack() {
        Kaska client = client();
        String topic = topic(client, "ruled");
        Retention before = client.retention(topic);
        client.setRetention(topic, RULE);
        for (Retention rule : List.of(
                Retention.ofBytes(Long.MAX_VALUE - 1), Retention.ofAge(Duration.ofMillis(1)), Retention.UNLIMITED)) {
            assertThat(client.setRetention(topic, rule)).isEqualTo(rule);
            assertThat(client.retention(topic)).isEqualTo(rule);
        }
        assertThat(client.resetRetention(topic)).isEqualTo(before);
        assertThat(client.retention(topic)).isEqualTo(before);
    }

    @Test
    void aTopicMadeAnewHasNoRuleOfTheOneBefore() {
        Kaska client = client();
        String topic = topic(client, "anew");
        Retention before = client.retention(topic);
        client.setRetention(topic, RULE);
        client.deleteTopic(topic);
        client.createTopic(topic);
        assertThat(client.retention(topic)).isEqualTo(before);
    }

    @Test
    void anIdleTopicDropsWhatIsOldAndGoesOn() throws Exception {
        Kaska client = client();
        String topic = topic(client, "aged");
        for (int i = 0; i < 3; i++) {
            client.send(topic, Payloads.bytes("m" + i));
        }
        client.setRetention(topic, Retention.ofAge(Duration.ofMillis(1)));
        long giveUp = System.nanoTime() + LONG.toNanos();
        while (client.earliestOffset(topic) < 3 && System.nanoTime() < giveUp) {
            Thread.sleep(50);
        }
        assertThat(client.earliestOffset(topic)).isEqualTo(3);
        assertThat(client.messageLength(topic, 2)).isZero();
        client.setRetention(topic, Retention.UNLIMITED);
        assertThat(client.send(topic, Payloads.bytes("m3"))).isEqualTo(3);
        client.subscribe(List.of(topic));
        client.seek(topic, 3);
        assertThat(text(client.poll())).isEqualTo("m3");
    }

    @Test
    void boundsThatAreTooSmallAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Retention.ofBytes(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Retention.ofAge(Duration.ofNanos(999_999)));
        assertThat(Retention.UNLIMITED).isEqualTo(new Retention(Optional.empty(), OptionalLong.empty()));
    }
}
