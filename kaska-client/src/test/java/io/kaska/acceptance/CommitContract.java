package io.kaska.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kaska.Kaska;
import io.kaska.NoCommittedOffsetException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code commit} and {@code committed}. */
abstract class CommitContract extends ContractTests {
    CommitContract(KaskaAcceptance suite) {
        super(suite);
    }

    @Test
    void whatOneClientCommitsAnyOtherReads() {
        Kaska client = client();
        String topic = topic(client, "commit");
        String owner = freshName("owner");
        client.commit(owner, topic, 7);
        assertThat(client.committed(owner, topic)).isEqualTo(7);
        assertThat(client().committed(owner, topic)).isEqualTo(7);
    }

    @Test
    void theLastOneCountsBackAndForward() {
        Kaska client = client();
        String topic = topic(client, "commit");
        String owner = freshName("owner");
        for (long offset : new long[] {5, 0, 12_345_678_901L, 3, Long.MAX_VALUE, 1}) {
            client.commit(owner, topic, offset);
            assertThat(client.committed(owner, topic)).isEqualTo(offset);
        }
    }

    @Test
    void eachNameAndEachTopicHasItsOwn() {
        Kaska client = client();
        List<String> topics = topics(client, "a", "b");
        String one = freshName("one");
        String other = freshName("other");
        client.commit(one, topics.get(0), 1);
        client.commit(one, topics.get(1), 2);
        client.commit(other, topics.get(0), 3);
        assertThat(client.committed(one, topics.get(0))).isEqualTo(1);
        assertThat(client.committed(one, topics.get(1))).isEqualTo(2);
        assertThat(client.committed(other, topics.get(0))).isEqualTo(3);
        assertThatExceptionOfType(NoCommittedOffsetException.class)
                .isThrownBy(() -> client.committed(other, topics.get(1)));
    }

    @Test
    void anUnknownClientHasNone() {
        Kaska client = client();
        String topic = topic(client, "commit");
        assertThatExceptionOfType(NoCommittedOffsetException.class)
                .isThrownBy(() -> client.committed(freshName("nobody"), topic));
    }

    @Test
    void needsNoSubscriptionAndChangesNone() {
        Kaska client = client();
        String topic = topic(client, "commit");
        String owner = freshName("owner");
        client.send(topic, Payloads.bytes("m"));
        client.commit(owner, topic, 9);
        client.subscribe(List.of(topic));
        assertThat(client.position(topic)).isEqualTo(1);
        client.commit(owner, topic, 0);
        assertThat(client.position(topic)).isEqualTo(1);
        assertThat(client.poll()).isEmpty();
    }

    @Test
    void aNegativeOffsetIsAWrongArgument() {
        Kaska client = client();
        String topic = topic(client, "commit");
        String owner = freshName("owner");
        client.commit(owner, topic, 4);
        for (long negative : new long[] {-1, Long.MIN_VALUE}) {
            assertThatIllegalArgumentException().isThrownBy(() -> client.commit(owner, topic, negative));
        }
        assertThat(client.committed(owner, topic)).isEqualTo(4);
    }

    @Test
    void deletingTheTopicDeletesWhatWasCommittedForIt() {
        Kaska client = client();
        List<String> topics = topics(client, "deleted", "kept");
        String owner = freshName("owner");
        topics.forEach(topic -> client.commit(owner, topic, 5));
        client.deleteTopic(topics.get(0));
        client.createTopic(topics.get(0));
        assertThatExceptionOfType(NoCommittedOffsetException.class)
                .isThrownBy(() -> client.committed(owner, topics.get(0)));
        assertThat(client.committed(owner, topics.get(1))).isEqualTo(5);
        client.commit(owner, topics.get(0), 6);
        assertThat(client.committed(owner, topics.get(0))).isEqualTo(6);
    }

    @Test
    void clientAndTopicMayHaveTheSameName() {
        Kaska client = client();
        List<String> topics = topics(client, "a", "b");
        client.commit(topics.get(0), topics.get(1), 1);
        client.commit(topics.get(1), topics.get(0), 2);
        client.commit(topics.get(0), topics.get(0), 3);
        assertThat(client.committed(topics.get(0), topics.get(1))).isEqualTo(1);
        assertThat(client.committed(topics.get(1), topics.get(0))).isEqualTo(2);
        assertThat(client.committed(topics.get(0), topics.get(0))).isEqualTo(3);
    }

    @Test
    void manyCommitAtOnceAndNobodyReadsHalfOfOne() throws Exception {
        Kaska client = client();
        String topic = topic(client, "commit");
        String shared = freshName("shared");
        client.commit(shared, topic, 0);
        List<Background<Long>> tasks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String own = freshName("own");
            tasks.add(inBackground(() -> commitOften(topic, shared, own)));
        }
        for (Background<Long> task : tasks) {
            assertThat(task.result()).isEqualTo(100);
        }
        assertThat(client.committed(shared, topic)).isEqualTo(111_111_111_111L * 100);
    }

    private long commitOften(String topic, String shared, String own) {
        Kaska client = client();
        for (long i = 1; i <= 100; i++) {
            client.commit(shared, topic, 111_111_111_111L * i);
            assertThat(client.committed(shared, topic) % 111_111_111_111L).isZero();
            client.commit(own, topic, i);
            assertThat(client.committed(own, topic)).isEqualTo(i);
        }
        return client.committed(own, topic);
    }
}
