package io.kaska.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes an example apart with the records of this module, notes each field, and puts it together again. */
final class ExampleReader {
    private final ByteBuffer from;
    private final List<String> fields = new ArrayList<>();
    private final List<Integer> sizes = new ArrayList<>();
    private final ByteBuffer again;
    private boolean headed;

    private ExampleReader(DocumentExample example) {
        from = ByteBuffer.wrap(example.bytes());
        again = ByteBuffer.allocate(example.bytes().length + 1_000);
    }

    /** What the bytes of an example are. */
    static DocumentExample read(DocumentExample example) {
        var reader = new ExampleReader(example);
        String[] words = example.kind().split(" ", -1);
        switch (words[0]) {
            case "client-hello" -> reader.clientHello();
            case "broker-hello" -> reader.brokerHello("OK");
            case "refusal" -> reader.brokerHello(words[1]);
            case "request" -> reader.request(Operation.valueOf(words[1]));
            case "response" -> reader.response(Operation.valueOf(words[1]));
            case "error" -> reader.error(Status.valueOf(words[1]));
            default -> throw new IllegalArgumentException("what is " + example.kind() + "?");
        }
        if (reader.from.hasRemaining()) {
            throw new IllegalArgumentException(reader.from.remaining() + " bytes left of " + example.kind());
        }
        byte[] bytes = new byte[reader.again.flip().remaining()];
        reader.again.get(bytes);
        return new DocumentExample(
                example.kind(), reader.fields, reader.sizes, HexFormat.of().formatHex(bytes));
    }

    private void note(String field, long value, int size) {
        fields.add(field + "=" + value);
        sizes.add(size);
    }

    private void note(String field, ByteBuffer text) {
        fields.add(field + "=\"" + StandardCharsets.UTF_8.decode(text.duplicate()) + '"');
        sizes.add(text.remaining());
    }

    private void noteMagic(int magic) {
        note("magic", ByteBuffer.allocate(4).putInt(magic).flip());
    }

    // --- hellos

    private void clientHello() {
        ClientHello hello = ClientHello.get(from);
        noteMagic(hello.magic());
        note("lowestVersion", hello.lowestVersion(), 2);
        note("highestVersion", hello.highestVersion(), 2);
        note("extensionSize", hello.extensionSize(), 4);
        note("features", hello.features(), 4);
        expect(new ClientHello(), hello);
        hello.put(again);
    }

    private void brokerHello(String status) {
        int zero = from.get(from.position() + 5);
        BrokerHello hello = BrokerHello.get(from);
        noteMagic(hello.magic());
        note("status", hello.status(), 1);
        note("zero", zero, 1);
        note("version", hello.version(), 2);
        note("extensionSize", hello.extensionSize(), 4);
        note("features", hello.features(), 4);
        note("maxMessageSize", hello.maxMessageSize(), 4);
        note("maxWaitMillis", hello.maxWaitMillis(), 4);
        expect(Protocol.MAGIC, hello.magic());
        expect(Protocol.VERSION, hello.version());
        expect(Status.valueOf(status), Status.ofCode(hello.status()));
        expect(Protocol.MAX_WAIT_MILLIS, hello.maxWaitMillis());
        hello.put(again);
        if (hello.extensionSize() > 0) {
            ByteBuffer reason = take(hello.extensionSize());
            note("reason", reason);
            again.put(reason);
        }
    }

    // --- requests

    private void request(Operation operation) {
        int zero = from.getShort(from.position() + 2);
        RequestHeader header = RequestHeader.get(from);
        note("operation", header.operation(), 1);
        note("flags", header.flags(), 1);
        note("zero", zero, 2);
        note("topic", Integer.toUnsignedLong(header.topicId()), 4);
        note("size", header.size(), 4);
        note("count", header.count(), 4);
        expect(operation, Operation.ofCode(header.operation()));
        expect(header.size(), from.remaining());
        expect(0, header.flags() & ~operation.flags());
        new RequestHeader(operation.code(), header.flags(), header.topicId(), header.size(), header.count()).put(again);
        headed = header.flags() == MessageHead.FLAG;
        switch (operation) {
            case CREATE_TOPIC, RESOLVE_TOPIC -> name("name", from.remaining());
            case DELETE_TOPIC, COUNT_TOPICS, END_OFFSET, EARLIEST_OFFSET -> {}
            case LIST_TOPICS -> copyInt("cursor");
            case LIST_CLIENTS -> {
                if (from.hasRemaining()) {
                    name("after", from.remaining());
                }
            }
            case SEND -> message(from.remaining());
            case SEND_BATCH -> batch(header.count());
            case SEND_DATED -> {
                copyLong("offset");
                copyLong("time");
                batch(header.count());
            }
            case FETCH -> fetch(header.count());
            case MESSAGE_LENGTH, TRIM_TOPIC -> copyLong("offset");
            case OFFSET_FOR_TIME -> copyLong("time");
            case RETENTION -> {
                if (from.hasRemaining()) {
                    retention();
                }
            }
            case COMMIT -> {
                copyLong("offset");
                name("client", from.remaining());
            }
            case COMMITTED -> name("client", from.remaining());
        }
    }

    private void batch(int count) {
        int[] ends = new int[count];
        for (int i = 0; i < count; i++) {
            ends[i] = copyInt("end");
        }
        for (int i = 0; i < count; i++) {
            message(ends[i] - (i == 0 ? 0 : ends[i - 1]));
        }
    }

    private void fetch(int topics) {
        expect(FetchRequest.size(topics), from.remaining());
        FetchRequest limits = FetchRequest.get(from);
        note("maxBytes", limits.maxBytes(), 4);
        note("maxMessages", limits.maxMessages(), 4);
        note("waitMillis", limits.waitMillis(), 4);
        limits.put(again);
        for (int i = 0; i < topics; i++) {
            copyInt("topic");
            copyLong("from");
        }
    }

    // --- responses

    private ResponseHeader responseHeader() {
        int zero = from.getShort(from.position() + 2);
        ResponseHeader header = ResponseHeader.get(from);
        note("status", header.status(), 1);
        note("flags", header.flags(), 1);
        note("zero", zero, 2);
        note("size", header.size(), 4);
        expect(header.size(), from.remaining());
        header.put(again);
        return header;
    }

    private void response(Operation operation) {
        ResponseHeader header = responseHeader();
        expect(Status.OK, Status.ofCode(header.status()));
        switch (operation) {
            case CREATE_TOPIC -> copyInt("topic");
            case RESOLVE_TOPIC -> {
                copyInt("topic");
                copyLong("endOffset");
            }
            case DELETE_TOPIC, COMMIT -> {}
            case COUNT_TOPICS -> copyInt("topics");
            case LIST_TOPICS -> {
                copyInt("next");
                names();
            }
            case LIST_CLIENTS -> names();
            case SEND, SEND_BATCH, SEND_DATED, COMMITTED -> copyLong("offset");
            case FETCH -> fetched((header.flags() & ResponseHeader.CUT) != 0);
            case MESSAGE_LENGTH -> copyInt("length");
            case END_OFFSET -> copyLong("endOffset");
            case EARLIEST_OFFSET, TRIM_TOPIC -> copyLong("earliest");
            case RETENTION -> retention();
            case OFFSET_FOR_TIME -> {
                if (from.hasRemaining()) {
                    copyLong("offset");
                }
            }
        }
    }

    private void retention() {
        copyLong("ageMillis");
        copyLong("bytes");
    }

    private void names() {
        while (from.hasRemaining()) {
            int size = from.getShort() & 0xFFFF;
            note("nameSize", size, 2);
            again.putShort((short) size);
            name("name", size);
        }
    }

    private void fetched(boolean cut) {
        FetchResponse response = FetchResponse.get(from, cut, Protocol.MAX_FETCH_TOPICS);
        for (var section : response.sections()) {
            SectionError error = section.error();
            int flags = (section.more() ? FetchResponse.MORE : 0)
                    | (section.unknownTopic() ? FetchResponse.UNKNOWN_TOPIC : 0)
                    | (error != null ? FetchResponse.FAILED : 0);
            int size = error != null
                    ? error.toBytes().remaining()
                    : section.runs().stream()
                            .map(Run.class::cast)
                            .mapToInt(run -> Run.HEADER_SIZE
                                    + run.table().remaining()
                                    + run.bodies().remaining())
                            .sum();
            note("sectionFlags", flags, 1);
            note("index", section.index(), 3);
            note("sectionSize", size, 4);
            FetchResponse.putSection(again, section.index(), flags, size);
            section.runs().forEach(run -> run((Run) run));
            if (error != null) {
                sectionError(error);
            }
        }
    }

    private void sectionError(SectionError error) {
        note("status", error.status(), 1);
        note("zero", 0, 3);
        note("value", error.value(), 8);
        note("text", StandardCharsets.UTF_8.encode(error.text()));
        again.put(error.toBytes());
    }

    private void run(Run run) {
        note("offset", run.offset(), 8);
        note("timestamp", run.timestamp(), 8);
        note("runFlags", run.flags(), 1);
        note("messages", run.count(), 3);
        again.putLong(run.offset()).putLong(run.timestamp()).putInt(run.flags() << 24 | run.count());
        for (int i = 0; i <= run.count(); i++) {
            note(i == 0 ? "begin" : "end", run.table().getInt(i * Integer.BYTES), 4);
            again.putInt(run.table().getInt(i * Integer.BYTES));
        }
        headed = run.flags() == MessageHead.FLAG;
        for (int i = 0; i < run.count(); i++) {
            message(run.body(i));
        }
    }

    private void error(Status status) {
        ResponseHeader header = responseHeader();
        expect(status, Status.ofCode(header.status()));
        ErrorBody body = ErrorBody.get(from);
        note("value", body.value(), 8);
        note("text", StandardCharsets.UTF_8.encode(body.text()));
        again.put(body.toBytes());
    }

    // --- fields

    private void name(String field, int size) {
        ByteBuffer name = take(size);
        expect(Optional.empty(), Optional.ofNullable(Names.problemOf(name)));
        note(field, name);
        again.put(Names.encode(field, Names.decode(name)));
    }

    private void message(int size) {
        message(take(size));
    }

    private void message(ByteBuffer message) {
        if (!headed) {
            note("message", message);
            again.put(message);
            return;
        }
        MessageHead.checkAt(message, 0, message.remaining());
        ByteBuffer key = MessageHead.key(message);
        Map<String, ByteBuffer> headers = MessageHead.headers(message);
        note("headSize", MessageHead.size(message) - 4L, 4);
        note("keySizePlus1", key == null ? 0 : key.remaining() + 1L, 4);
        if (key != null && key.hasRemaining()) {
            note("key", key);
        }
        headers.forEach((name, value) -> {
            ByteBuffer utf8 = Names.encode("header", name);
            note("nameSize", utf8.remaining(), 4);
            note("name", utf8);
            note("valueSize", value.remaining(), 4);
            note("value", value);
        });
        ByteBuffer payload = message.slice(MessageHead.size(message), message.remaining() - MessageHead.size(message));
        note("payload", payload);
        List<ByteBuffer> parts = new ArrayList<>();
        MessageHead.addTo(parts, key, headers);
        parts.forEach(again::put);
        again.put(payload);
    }

    private int copyInt(String field) {
        int value = from.getInt();
        note(field, Integer.toUnsignedLong(value), 4);
        again.putInt(value);
        return value;
    }

    private void copyLong(String field) {
        long value = from.getLong();
        note(field, value, 8);
        again.putLong(value);
    }

    private ByteBuffer take(int size) {
        ByteBuffer taken = from.slice(from.position(), size);
        from.position(from.position() + size);
        return taken;
    }

    private static void expect(@Nullable Object expected, @Nullable Object found) {
        if (!Objects.equals(expected, found)) {
            throw new IllegalArgumentException("found " + found + " instead of " + expected);
        }
    }
}
