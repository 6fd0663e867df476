package io.kaska.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class TopicSendsTest {
    private final TopicSends topic = new TopicSends(new KnownTopic("t", new TopicPartition("t", 0), Uuid.ZERO_UUID));

    @Test
    void isBusyUntilAllHaveSucceededOrFailed() {
        assertThat(topic.isBusy()).isFalse();
        topic.give();
        topic.give();
        topic.succeed();
        assertThat(topic.isBusy()).isTrue();
        topic.fail();
        assertThat(topic.isBusy()).isFalse();
    }

    @Test
    void isLateIfNothingWasSettledBetweenTwoLooksThatSawItBusy() {
        topic.give();
        assertThat(topic.isLate()).isFalse();
        assertThat(topic.isLate()).isTrue();
        topic.give();
        topic.succeed();
        assertThat(topic.isLate()).isFalse();
        topic.fail();
        assertThat(topic.isLate()).isFalse();
        topic.give(); // the sum is that of the last look again, which saw nothing on its way
        assertThat(topic.isLate()).isFalse();
        assertThat(topic.isLate()).isTrue();
    }

    @Test
    void whatWasGivenUntilNowIsSettledWhateverComesLater() {
        topic.give();
        topic.give();
        TopicSends.Until now = topic.untilNow();
        topic.give();
        topic.succeed();
        assertThat(now.isSettled()).isFalse();
        topic.succeed();
        assertThat(now.isSettled()).isTrue();
        assertThat(topic.isBusy()).isTrue();
    }

    @Test
    void nothingIsWaitedForWhereAllIsSettled() {
        topic.give();
        topic.succeed();
        topic.give();
        topic.fail();
        assertThat(topic.untilNow().isSettled()).isTrue();
    }

    @Test
    void aFailureOutOfTurnDoesNotStandForAnEarlierMessage() {
        topic.give();
        TopicSends.Until now = topic.untilNow();
        topic.give(); // a later one, which fails at once
        topic.fail();
        assertThat(now.isSettled()).isFalse();
        topic.succeed();
        assertThat(now.isSettled()).isTrue();
    }

    @Test
    void aFailureOfOneOfThemIsWaitedForLikeASuccess() {
        topic.give();
        topic.give();
        TopicSends.Until now = topic.untilNow();
        topic.fail();
        assertThat(now.isSettled()).isFalse();
        topic.succeed();
        assertThat(now.isSettled()).isTrue();
    }
}
