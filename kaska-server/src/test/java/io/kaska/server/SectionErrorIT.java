package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.acceptance.Payloads;
import io.kaska.broker.RefusedException;
import io.kaska.broker.RefusedException.Reason;
import io.kaska.log.Slices;
import io.kaska.protocol.ErrorBody;
import io.kaska.protocol.FetchRequest;
import io.kaska.protocol.FetchResponse;
import io.kaska.protocol.FetchResponse.Section;
import io.kaska.protocol.Operation;
import io.kaska.protocol.Protocol;
import io.kaska.protocol.SectionError;
import io.kaska.protocol.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Errors of single topics inside the answer to a fetch. */
class SectionErrorIT {
    private final RunningBroker broker = new RunningBroker(builder -> builder);
    private RawClient peer;
    private int trimmed;
    private int whole;

    @BeforeEach
    void start() throws IOException {
        broker.start();
        peer = RawClient.greeted(broker.port());
        trimmed = peer.createTopic("trimmed");
        whole = peer.createTopic("whole");
        for (int i = 0; i < 5; i++) {
            peer.send(trimmed, Payloads.bytes("t" + i));
            peer.send(whole, Payloads.bytes("w" + i));
        }
        assertThat(trim(3).status()).isZero();
    }

    @AfterEach
    void stop() {
        Closing.all(peer, broker);
    }

    private RawClient.Response trim(long offset) throws IOException {
        byte[] body = ByteBuffer.allocate(Long.BYTES).putLong(offset).array();
        return peer.ask(RawClient.request(Operation.TRIM_TOPIC, trimmed, 0, body));
    }

    private FetchResponse fetch(int maxBytes, int waitMillis, int... topics) throws IOException {
        ByteBuffer body = ByteBuffer.allocate(FetchRequest.size(topics.length));
        new FetchRequest(maxBytes, 100, waitMillis).put(body);
        for (int topic : topics) {
            body.putInt(topic).putLong(topic == trimmed ? 1 : 0);
        }
        return peer.ask(RawClient.request(Operation.FETCH, 0, topics.length, body.array()))
                .fetched(topics.length);
    }

    private static void assertGone(Section section) {
        assertThat(section.error())
                .isEqualTo(
                        new SectionError(Status.OFFSET_OUT_OF_RANGE.code(), 3, "offset 1 is out of the range [3, 5)"));
        assertThat(section.runs()).isEmpty();
        assertThat(section.more()).isFalse();
        assertThat(section.unknownTopic()).isFalse();
    }

    @Test
    void theOthersHaveTheirMessages() throws IOException {
        FetchResponse response = fetch(1_000_000, 0, whole, trimmed, whole);
        assertThat(response.cut()).isFalse();
        assertThat(response.sections()).extracting(Section::index).containsExactly(0, 1, 2);
        assertThat(response.sections().get(0).runs()).hasSize(5);
        assertGone(response.sections().get(1));
        assertThat(response.sections().get(2).runs()).hasSize(5);
    }

    @Test
    void anErrorEndsAWaitAtOnce() throws IOException {
        long start = System.nanoTime();
        assertGone(fetch(1_000_000, 60_000, trimmed).sections().get(0));
        assertThat(System.nanoTime() - start).isLessThan(30_000_000_000L);
    }

    @Test
    void theFirstThingIsGivenWhateverItsSizeAndTheRestFits() throws IOException {
        FetchResponse error = fetch(1, 0, trimmed, whole, trimmed);
        assertThat(error.cut()).isTrue();
        assertThat(error.sections()).singleElement().satisfies(SectionErrorIT::assertGone);
        FetchResponse message = fetch(1, 0, whole, trimmed);
        assertThat(message.cut()).isTrue();
        assertThat(message.sections())
                .singleElement()
                .satisfies(s -> assertThat(s.runs()).hasSize(1));
    }

    @Test
    void anAnswerOfManyErrorsIsBoundedAndCut() throws IOException {
        int count = 100_000;
        int[] topics = new int[count];
        java.util.Arrays.fill(topics, trimmed);
        FetchResponse response = fetch(Integer.MAX_VALUE, 0, topics);
        assertThat(response.cut()).isTrue();
        assertThat(response.sections()).hasSizeBetween(100, 1_000).allSatisfy(SectionErrorIT::assertGone);
        assertThat(peer.endOffset(whole)).isEqualTo(5);
    }

    @Test
    void trimmingAboveTheEndSaysWhatIsThere() throws IOException {
        RawClient.Response refused = trim(6);
        assertThat(refused.status()).isEqualTo(Status.OFFSET_OUT_OF_RANGE.code());
        assertThat(ErrorBody.get(refused.bytes())).isEqualTo(new ErrorBody(3, "offset 6 is out of the range [3, 5)"));
        assertThat(trim(-1).status()).isEqualTo(Status.INVALID_REQUEST.code());
        assertThat(trim(0).bytes().getLong()).isEqualTo(3);
    }

    /** The longest texts there are, in the smallest room for headers. */
    @Test
    void damageIsToldWithTheOffsetBehindIt() {
        Slices answer = new Slices(ByteBuffer.allocateDirect(128));
        RefusedException damage = new RefusedException(Reason.STORAGE_FAILED, 77, "é".repeat(5_000), null);
        for (int i = 0; i < 3; i++) {
            int header = answer.addHeader(FetchResponse.SECTION_HEADER_SIZE);
            long before = answer.size();
            assertThat(FetchPlan.addError(damage, 10_000, false, answer)).isEqualTo(FetchResponse.FAILED);
            FetchResponse.putSection(answer.header(header), i, FetchResponse.FAILED, (int) (answer.size() - before));
        }
        answer.addHeader(FetchResponse.SECTION_HEADER_SIZE);
        assertThat(FetchPlan.addError(damage, 1_011, false, answer)).isEqualTo(FetchResponse.MORE);
        answer.removeHeader(FetchResponse.SECTION_HEADER_SIZE);
        ByteBuffer body = ByteBuffer.allocate((int) answer.size());
        for (int i = 0; i < answer.count(); i++) {
            body.put(answer.array()[i]);
        }
        List<Section> sections =
                FetchResponse.get(body.flip(), false, Protocol.MAX_FETCH_TOPICS).sections();
        assertThat(sections)
                .hasSize(3)
                .extracting(Section::error)
                .allSatisfy(error -> assertThat(error)
                        .isEqualTo(new SectionError(Status.STORAGE_FAILED.code(), 77, "é".repeat(500))));
    }
}
