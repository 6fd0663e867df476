package io.kaska.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kaska.Kaska;
import io.kaska.UnknownTopicException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that makes topics which are named, as it does unless it is told not to; and that is a cluster alone. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TopicMakingClusterIT {
    @Test
    void nothingMakesATopicButCreateTopic() {
        try (KafkaCluster cluster = KafkaCluster.formatted(1).with(Map.of("auto.create.topics.enable", "true"))) {
            cluster.startAll();
            try (Kaska kaska = Kaska.connect(cluster.url());
                    Kaska other = Kaska.connect(cluster.url())) {
                kaska.createTopic("stays");
                for (int round = 0; round < 3; round++) {
                    kaska.createTopic("goes");
                    kaska.send("goes", Publisher.buffer("m"));
                    other.send("goes", List.of(Publisher.buffer("m"), Publisher.buffer("m")));
                    kaska.sendAsync("goes", Publisher.buffer("m")).join();
                    kaska.deleteTopic("goes");
                    assertUnknown(() -> kaska.send("goes", Publisher.buffer("m")));
                    assertUnknown(() -> other.send("goes", Publisher.buffer("m")));
                    assertUnknown(() -> other.send("goes", List.of(ByteBuffer.allocate(1), ByteBuffer.allocate(1))));
                    assertThat(kaska.sendAsync("goes", Publisher.buffer("m"))).isCompletedExceptionally();
                    kaska.send("stays", Publisher.buffer("m"));
                    assertThat(kaska.topics()).containsExactly("stays");
                }
            }
        }
    }

    private static void assertUnknown(Runnable send) {
        assertThatExceptionOfType(UnknownTopicException.class).isThrownBy(send::run);
    }
}
