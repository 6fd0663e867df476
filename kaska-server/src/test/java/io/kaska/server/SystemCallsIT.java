package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import io.kaska.acceptance.Payloads;
import io.kaska.protocol.ClientHello;
import io.kaska.protocol.FetchResponse;
import io.kaska.protocol.MessageHead;
import io.kaska.protocol.RequestHeader;
import io.kaska.protocol.ResponseHeader;
import io.kaska.protocol.Run;
import io.kaska.server.SystemCalls.Call;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How client and broker talk to the kernel, seen by strace: one call for a request, one for a response, no staging. */
class SystemCallsIT {
    private static final int COUNT = 100;
    private static final int SMALL = 100_000;
    private static final int LARGE = 1 << 20;
    private static final int BEFORE_A_MESSAGE =
            ResponseHeader.SIZE + FetchResponse.SECTION_HEADER_SIZE + Run.HEADER_SIZE + 2 * Integer.BYTES;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"direct", "array"})
    void aClientSendsARequestInOneCall(String kind) throws Exception {
        List<Call> writes = writesOfASender(SMALL, kind);
        assertThat(writes).hasSize(COUNT).allSatisfy(call -> {
            assertThat(call.asked()).isEqualTo(RequestHeader.SIZE + SMALL);
            assertThat(call.isWhole()).as("%s", call).isTrue();
        });
    }

    @Test
    void aClientSendsKeyAndPayloadInOneCall() throws Exception {
        int size = SMALL / 2;
        List<Call> writes = writesOfASender(size, "keyed");
        assertThat(writes).hasSize(COUNT).allSatisfy(call -> {
            assertThat(call.asked()).isEqualTo(RequestHeader.SIZE + MessageHead.MIN_SIZE + 2L * size);
            assertThat(call.isWhole()).as("%s", call).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "array"})
    void aClientContinuesALargeRequestOnlyAfterAShortCount(String kind) throws Exception {
        assertMostlyWhole(writesOfASender(LARGE, kind), RequestHeader.SIZE + LARGE);
    }

    private List<Call> writesOfASender(int size, String kind) throws Exception {
        Path trace = folder.resolve("client.trace");
        List<String> strace = SystemCalls.trace(trace);
        try (RunningBroker broker = started();
                Kaska kaska = broker.connect()) {
            kaska.createTopic("t");
            try (ChildJvm sender =
                    ChildJvm.runUnder(strace, List.of(), SenderProcess.class, broker.port(), "t", COUNT, size, kind)) {
                assertThat(sender.linesToTheEnd()).isEmpty();
            }
            assertThat(kaska.endOffset("t")).isEqualTo(COUNT);
        }
        return largeWrites(SystemCalls.read(trace));
    }

    private static RunningBroker started() {
        RunningBroker broker = new RunningBroker(builder -> builder);
        broker.start();
        return broker;
    }

    private static List<Call> largeWrites(List<Call> calls) {
        return calls.stream()
                .filter(call -> call.isWrite() && call.asked() > 1_000)
                .toList();
    }

    /** Nine of ten go out by one call; any other call carries exactly what the one before it left. */
    private static void assertMostlyWhole(List<Call> writes, long size) {
        long left = 0;
        int whole = 0;
        int messages = 0;
        for (Call call : writes) {
            assertThat(call.asked()).as("%s", call).isEqualTo(left == 0 ? size : left);
            messages += left == 0 ? 1 : 0;
            whole += call.asked() == size && call.isWhole() ? 1 : 0;
            left = call.asked() - Math.max(0, call.done());
        }
        assertThat(left).isZero();
        assertThat(messages).isEqualTo(COUNT);
        assertThat(whole).as("messages that went out by one call, of %d", COUNT).isGreaterThanOrEqualTo(COUNT * 9 / 10);
    }

    @Test
    void theBrokerSendsAResponseInOneCall() throws Exception {
        assertThat(writesOfABroker(SMALL)).hasSize(COUNT).allSatisfy(call -> {
            assertThat(call.asked()).isEqualTo(BEFORE_A_MESSAGE + SMALL);
            assertThat(call.isWhole()).as("%s", call).isTrue();
        });
    }

    @Test
    void theBrokerContinuesALargeResponseOnlyAfterAShortCount() throws Exception {
        assertMostlyWhole(writesOfABroker(LARGE), BEFORE_A_MESSAGE + LARGE);
    }

    private List<Call> writesOfABroker(int size) throws Exception {
        Path trace = folder.resolve("broker.trace");
        try (BrokerProcess broker = BrokerProcess.startUnder(SystemCalls.trace(trace), List.of());
                Kaska kaska = broker.connect()) {
            kaska.createTopic("t");
            kaska.subscribe(List.of("t"));
            for (int i = 0; i < COUNT; i++) {
                byte[] message = Payloads.random(i, size);
                kaska.send("t", message);
                Payloads.assertSame(kaska.poll().orElseThrow().payload(), message);
            }
        }
        return largeWrites(SystemCalls.read(trace));
    }

    @Test
    void theBrokerReadsAPayloadStraightToItsPlace() throws Exception {
        Path trace = folder.resolve("broker.trace");
        try (BrokerProcess broker = BrokerProcess.startUnder(SystemCalls.trace(trace), List.of());
                Kaska kaska = broker.connect()) {
            kaska.createTopic("t");
            for (int i = 0; i < COUNT; i++) {
                kaska.send("t", Payloads.random(i, SMALL));
            }
        }
        assertNoStaging(SystemCalls.read(trace).stream()
                .filter(call -> !call.isWrite() && call.done() > 0)
                .toList());
    }

    /** No read goes past the end of a header or a body, and a body is never read in little pieces. */
    private static void assertNoStaging(List<Call> reads) {
        int bodies = 0;
        long left = ClientHello.SIZE;
        boolean inBody = false;
        long seen = 0;
        for (Call call : reads) {
            assertThat(call.asked()).as("%s at byte %d", call, seen).isLessThanOrEqualTo(left);
            if (inBody && left > 1) {
                assertThat(call.asked()).as("%s at byte %d", call, seen).isGreaterThanOrEqualTo(Math.min(left, 32_768));
            }
            left -= call.done();
            seen += call.done();
            if (left == 0) {
                bodies += inBody ? 1 : 0;
                inBody = seen > ClientHello.SIZE && !inBody;
                left = inBody ? (bodies == 0 ? 1 : SMALL) : RequestHeader.SIZE;
            }
        }
        assertThat(bodies).as("the name and the messages").isEqualTo(1 + COUNT);
    }
}
