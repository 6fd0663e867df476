package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.OutgoingMessage;
import io.kaska.acceptance.Payloads;
import io.kaska.broker.Broker;
import io.kaska.broker.BrokerLimits;
import io.kaska.broker.CommittedOffsets;
import io.kaska.log.MessageStore;
import io.kaska.log.Retention;
import io.kaska.protocol.FetchResponse;
import io.kaska.protocol.FetchResponse.Section;
import io.kaska.spi.BrokerLink;
import io.kaska.spi.TopicPosition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EngineLinkTest {
    private static final Duration WAIT = Duration.ofMillis(200);

    private final Broker broker = new Broker(
            new MessageStore(1L << 24, 1L << 20, InstantSource.system()),
            Retention.ALL,
            CommittedOffsets.inMemory(),
            new BrokerLimits(1_000, 100));
    private final BrokerLink link = new EngineLinks(broker).open();

    @BeforeEach
    void make() {
        link.createTopic("known");
        link.send("known", List.of(new OutgoingMessage(Payloads.buffer("only"))));
    }

    @AfterEach
    void close() {
        link.close();
        broker.close();
    }

    private FetchResponse fetch(String topic, long offset, Duration wait) {
        List<TopicPosition> positions = List.of(new TopicPosition("unknown", 0), new TopicPosition(topic, offset));
        return link.fetch(positions, 1_000, 10, wait);
    }

    /** Who polls for a while would else ask again and again without a pause. */
    @Test
    void anUnknownTopicDoesNotEndTheWaitForAnother() {
        long start = System.nanoTime();
        FetchResponse answer = fetch("known", 5, WAIT);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(WAIT.toNanos());
        assertThat(answer.sections()).containsExactly(new Section(0, false, true, List.of()));
    }

    @Test
    void whereNoTopicIsKnownThereIsNothingToWaitFor() {
        assertThat(fetch("unknown too", 0, Duration.ofDays(1)).sections()).hasSize(2);
    }

    @Test
    void whatIsThereIsGivenAtOnceBesideAnUnknownTopic() {
        assertThat(fetch("known", 0, Duration.ofDays(1)).sections()).hasSize(2);
    }
}
