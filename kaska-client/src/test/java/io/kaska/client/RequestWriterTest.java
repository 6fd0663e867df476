package io.kaska.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.protocol.Operation;
import io.kaska.protocol.RequestHeader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestWriterTest {
    private final RequestWriter writer = new RequestWriter();

    @Test
    void writesEachRequestAtOnce() throws IOException {
        List<Request> requests = List.of(
                Request.named(Operation.CREATE_TOPIC, "name"),
                Request.send(1, random(100, true)),
                Request.send(1, random(100, false)),
                Request.send(1, random(5_000_000, true)),
                Request.send(1, random(5_000_000, false)),
                Request.batch(1, Collections.nCopies(3, random(10, true))),
                Request.batch(1, Collections.nCopies(1_022, random(1_000, true))),
                Request.batch(1, Collections.nCopies(1_023, random(1_000, true))),
                Request.batch(1, Collections.nCopies(5_000, random(1_000, false))),
                Request.commit(1, 7, "me"));
        for (Request request : requests) {
            Sink sink = new Sink(Integer.MAX_VALUE);
            writer.begin(request);
            assertThat(writer.write(sink)).isTrue();
            writer.end();
            assertThat(sink.writes).isEqualTo(1);
            assertThat(sink.bytes.toByteArray()).isEqualTo(bytesOf(request));
        }
    }

    @Test
    void sendsADirectBufferAsItIs() throws IOException {
        ByteBuffer message = random(100, true);
        Sink sink = new Sink(Integer.MAX_VALUE);
        writer.begin(Request.send(1, message));
        writer.write(sink);
        assertThat(sink.largestSlices).isEqualTo(2);
    }

    @Test
    void continuesWhereTheKernelStoppedWhateverItTakes() throws IOException {
        Random random = new Random(5);
        for (Request request : List.of(
                Request.send(1, random(3_000, true)),
                Request.send(1, random(3_000_000, false)),
                Request.batch(1, List.of(random(90_000, true), random(2_000_000, false), random(7, true))))) {
            writer.begin(request);
            Sink sink = new Sink(0);
            assertThat(writer.write(sink)).isFalse();
            assertThat(writer.hasBegun()).isFalse();
            do {
                sink.takes = random.nextInt(1 + (int) request.sizeWithHeader() / 5);
            } while (!writer.write(sink));
            assertThat(writer.hasBegun()).isTrue();
            writer.end();
            assertThat(sink.bytes.toByteArray()).isEqualTo(bytesOf(request));
        }
    }

    private static ByteBuffer random(int size, boolean direct) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
        return buffer.put(bytes).flip();
    }

    private static byte[] bytesOf(Request request) {
        ByteBuffer bytes = ByteBuffer.allocate((int) request.sizeWithHeader());
        request.putHeader(bytes);
        assertThat(bytes.position()).isEqualTo(RequestHeader.SIZE);
        for (ByteBuffer part : request.body()) {
            bytes.put(part.duplicate());
        }
        return bytes.array();
    }

    /** A kernel that takes a number of bytes at each write. */
    private static final class Sink implements GatheringByteChannel {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int takes;
        int writes;
        int largestSlices;

        Sink(int takes) {
            this.takes = takes;
        }

        @Override
        public int write(ByteBuffer source) {
            return (int) write(new ByteBuffer[] {source}, 0, 1);
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) {
            writes++;
            largestSlices = Math.max(largestSlices, length);
            int left = takes;
            for (int i = offset; i < offset + Math.min(length, 1_024); i++) {
                int size = Math.min(left, sources[i].remaining());
                byte[] part = new byte[size];
                sources[i].get(part);
                bytes.writeBytes(part);
                left -= size;
            }
            return (long) takes - left;
        }

        @Override
        public long write(ByteBuffer[] sources) {
            return write(sources, 0, sources.length);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
