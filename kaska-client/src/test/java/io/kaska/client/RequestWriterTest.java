package io.kaska.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.OutgoingMessage;
import io.kaska.protocol.Operation;
import io.kaska.protocol.RequestHeader;
import io.kaska.spi.SendLayout;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestWriterTest {
    private final RequestWriter writer = new RequestWriter();

    @Test
    void writesEachRequestAtOnce() throws IOException {
        List<Request> requests = List.of(
                Request.named(Operation.CREATE_TOPIC, "name"),
                send(random(100, true)),
                send(random(100, false)),
                send(random(5_000_000, true)),
                send(random(5_000_000, false)),
                batch(Collections.nCopies(3, random(10, true))),
                batch(Collections.nCopies(1_022, random(1_000, true))),
                batch(Collections.nCopies(1_023, random(1_000, true))),
                batch(Collections.nCopies(5_000, random(1_000, false))),
                batch(List.of(random(900_000, false), random(900_000, true), random(900_000, false))),
                headed(random(100, true), random(70_000, true), random(80_000, true)),
                headed(random(100, false), random(70_000, false), random(2_000_000, false)),
                Request.send(1, layout(Collections.nCopies(700, keyed(random(500, true), random(600, true))))),
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
        writer.begin(send(message));
        writer.write(sink);
        assertThat(sink.largestSlices).isEqualTo(2);
    }

    @Test
    void sendsKeyValueAndPayloadAsTheyAre() throws IOException {
        Sink sink = new Sink(Integer.MAX_VALUE);
        writer.begin(headed(random(10, true), random(20, true), random(30, true)));
        writer.write(sink);
        assertThat(sink.largestSlices)
                .as("header with sizes, key, name, value, payload")
                .isEqualTo(5);
    }

    private static Request send(ByteBuffer message) {
        return batch(List.of(message));
    }

    private static Request batch(List<ByteBuffer> messages) {
        return Request.send(
                1, layout(messages.stream().map(OutgoingMessage::new).toList()));
    }

    private static Request headed(ByteBuffer key, ByteBuffer value, ByteBuffer payload) {
        return Request.send(1, layout(List.of(new OutgoingMessage(key, Map.of("name", value), payload))));
    }

    private static OutgoingMessage keyed(ByteBuffer key, ByteBuffer payload) {
        return new OutgoingMessage(key, payload);
    }

    private static SendLayout layout(List<OutgoingMessage> messages) {
        return SendLayout.of(messages);
    }

    @Test
    void continuesWhereTheKernelStoppedWhateverItTakes() throws IOException {
        Random random = new Random(5);
        for (Request request : List.of(
                send(random(3_000, true)),
                send(random(3_000_000, false)),
                headed(random(90_000, true), random(2_000_000, false), random(7, true)),
                batch(List.of(random(90_000, true), random(2_000_000, false), random(7, true))))) {
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
