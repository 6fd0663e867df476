package io.kaska.jmh;

import io.kaska.protocol.FetchResponse;
import io.kaska.protocol.Names;
import io.kaska.protocol.RequestHeader;
import io.kaska.protocol.Run;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Requests and answers as bytes, as broker and client take them apart. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
    private static final int COUNT = 1_000;
    private static final int SIZE = 100;

    private final ByteBuffer request =
            ByteBuffer.allocateDirect(RequestHeader.SIZE).putLong(0, 0x0100_0000_0000_0007L);
    private final ByteBuffer answer = answer();
    private final ByteBuffer name = Names.encode("topic", "orders of the café");

    /** The body of an answer with one run of 1 000 messages, as docs/protocol.md draws it. */
    private static ByteBuffer answer() {
        int run = Run.HEADER_SIZE + Integer.BYTES + COUNT * (Integer.BYTES + SIZE);
        ByteBuffer body = ByteBuffer.allocateDirect(FetchResponse.SECTION_HEADER_SIZE + run);
        FetchResponse.putSection(body, 0, 0, run);
        body.putLong(0).putLong(System.currentTimeMillis()).putInt(COUNT);
        for (int i = 0; i <= COUNT; i++) {
            body.putInt(i * SIZE);
        }
        return body;
    }

    @Benchmark
    public RequestHeader requestHeader() {
        return RequestHeader.get(request.clear());
    }

    /** A whole answer is checked and made ready; its 1 000 messages are views that are made when they are asked for. */
    @Benchmark
    public FetchResponse fetchResponse() {
        return FetchResponse.get(answer.clear(), false, 1);
    }

    @Benchmark
    public String topicName() {
        return Names.decode(name.duplicate());
    }
}
