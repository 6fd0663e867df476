package io.kaska.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Message;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChecksumTest {
    private static long sum(boolean times, Message... messages) {
        var sum = new Checksum(times);
        for (Message message : messages) {
            sum.add(message);
        }
        return sum.value();
    }

    @Test
    void messagesThatDifferInAnythingHaveOtherSums() {
        GivenMessage plain = GivenMessage.plain(3, "ab");
        List<GivenMessage> all = List.of(
                plain,
                GivenMessage.plain(4, "ab"),
                GivenMessage.plain(3, "ba"),
                GivenMessage.plain(3, ""),
                plain.at(1),
                plain.withKey(""),
                plain.withKey("ab"),
                GivenMessage.plain(3, "").withKey("ab"),
                plain.withHeader("a", "b"),
                plain.withHeader("ab", ""),
                plain.withHeader("", "ab"),
                plain.withKey("a").withHeader("b", ""));
        Set<Long> sums = new HashSet<>();
        all.forEach(message -> sums.add(sum(true, message)));
        assertThat(sums).hasSameSizeAs(all);
    }

    @Test
    void theSameMessagesHaveTheSameSumAndTheirBuffersStay() {
        GivenMessage message = GivenMessage.plain(0, "ab").withKey("k").withHeader("a", "b");
        assertThat(sum(true, message)).isEqualTo(sum(true, message));
        assertThat(message.payload().remaining()).isEqualTo(2);
        assertThat(sum(true, message, GivenMessage.plain(1, "c")))
                .isNotEqualTo(sum(true, GivenMessage.plain(1, "c"), message));
    }

    @Test
    void timesCountOnlyIfTheyAreKept() {
        GivenMessage message = GivenMessage.plain(0, "ab");
        assertThat(sum(false, message.at(7))).isEqualTo(sum(false, message));
        assertThat(sum(true, message.at(7))).isNotEqualTo(sum(true, message));
    }
}
