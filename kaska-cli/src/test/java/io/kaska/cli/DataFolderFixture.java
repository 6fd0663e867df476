package io.kaska.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kaska.Kaska;
import io.kaska.server.KaskaBroker;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine;

/** A folder of messages that a broker made, what can be done to it by hand, and the commands on it. */
final class DataFolderFixture {
    static final int FIRST_BATCH = 192;
    /** Where a batch has its header's last fields, table and messages, counted from its first byte. */
    static final int OFFSET_IN_BATCH = 16;

    static final int BODY_IN_BATCH = 44; // of a message sent alone

    final Path folder;

    DataFolderFixture(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /** What a command left behind. */
    record Outcome(int exitCode, String out, String err) {
        long number(String word) {
            return out.lines()
                    .filter(line -> line.startsWith(word + " "))
                    .mapToLong(line -> Long.parseLong(line.substring(word.length() + 1)))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no '" + word + "' in: " + out));
        }

        List<String> findings() {
            return out.lines()
                    .filter(line -> line.matches("(damage|warning|note): .*"))
                    .toList();
        }
    }

    /** Runs a command in this JVM. */
    static Outcome run(String... words) {
        var out = new StringWriter();
        var err = new StringWriter();
        CommandLine command = KaskaCommand.commandLine();
        command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exitCode = command.execute(words);
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    Outcome verify() {
        return run("log", "verify", folder.toString());
    }

    /** Lets a broker have the folder while something is done with a client. */
    void withBroker(Consumer<KaskaBroker.Builder> settings, Consumer<Kaska> work) {
        KaskaBroker.Builder builder = KaskaBroker.builder().bind("127.0.0.1").data(folder);
        settings.accept(builder);
        try (KaskaBroker broker = builder.start();
                Kaska kaska = broker.client()) {
            work.accept(kaska);
        }
    }

    void withBroker(Consumer<Kaska> work) {
        withBroker(settings -> {}, work);
    }

    /** Makes a topic of messages "message 0" and so on, each a batch. */
    void make(String topic, int messages) {
        withBroker(kaska -> {
            kaska.createTopic(topic);
            send(kaska, topic, messages);
        });
    }

    static void send(Kaska kaska, String topic, int messages) {
        for (int i = 0; i < messages; i++) {
            kaska.send(topic, ("message " + i).getBytes(UTF_8));
        }
    }

    // --- the files

    Path segment(String topic, int number) {
        return folder.resolve("topics/" + topic + "/%010d.data".formatted(number));
    }

    Path index(String topic) {
        return folder.resolve("topics/" + topic + "/%010d.index".formatted(0));
    }

    /** The place of the batch with a message sent alone, "message i", which has 44 bytes before it. */
    static long batch(int i) {
        long place = FIRST_BATCH;
        for (int before = 0; before < i; before++) {
            place += (BODY_IN_BATCH + ("message " + before).length() + 7) & -8;
        }
        return place;
    }

    static void flip(Path file, long place) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, place);
            one.put(0, (byte) (one.get(0) ^ 0x10)).flip();
            channel.write(one, place);
        }
    }

    static void truncate(Path file, long size) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(size);
        }
    }

    /** Every file below a folder, with its content and the time it was changed. */
    static Map<String, List<Object>> contents(Path folder) throws IOException {
        Map<String, List<Object>> contents = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.toList()) {
                List<Object> what = new ArrayList<>(List.of(Files.getLastModifiedTime(path)));
                if (Files.isRegularFile(path)) {
                    what.add(ByteBuffer.wrap(Files.readAllBytes(path)));
                }
                contents.put(folder.relativize(path).toString(), what);
            }
        }
        return contents;
    }
}
