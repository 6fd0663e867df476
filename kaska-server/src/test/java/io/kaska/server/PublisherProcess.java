package io.kaska.server;

import io.kaska.Kaska;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The publisher of {@link RealDataIT}: PORT FOLDER COUNT. Prints the offset that each file got. */
final class PublisherProcess {
    private static final int BATCH = 500;

    private PublisherProcess() {}

    public static void main(String[] arguments) throws IOException {
        try (Kaska kaska = Kaska.connect("127.0.0.1", Integer.parseInt(arguments[0]))) {
            for (Path file : RealData.files(Path.of(arguments[1]))) {
                System.out.println(kaska.send("files", RealData.map(file)) + " " + file);
            }
            sendSmall(kaska, Integer.parseInt(arguments[2]));
        }
    }

    /** In lists, asynchronously, and one by one, by turns. */
    private static void sendSmall(Kaska kaska, int count) {
        for (int from = 0; from < count; from += BATCH) {
            List<ByteBuffer> batch = new ArrayList<>();
            for (int i = from; i < Math.min(count, from + BATCH); i++) {
                batch.add(ByteBuffer.wrap(RealData.small(i)));
            }
            switch (from / BATCH % 3) {
                case 0 -> check(from, kaska.send("small", batch));
                case 1 -> sendAsync(kaska, from, batch);
                default -> sendOneByOne(kaska, from, batch);
            }
        }
    }

    private static void sendAsync(Kaska kaska, int from, List<ByteBuffer> batch) {
        List<CompletableFuture<Long>> sent = new ArrayList<>();
        for (ByteBuffer message : batch) {
            sent.add(kaska.sendAsync("small", message));
        }
        for (int i = 0; i < sent.size(); i++) {
            check(from + i, sent.get(i).join());
        }
    }

    private static void sendOneByOne(Kaska kaska, int from, List<ByteBuffer> batch) {
        for (int i = 0; i < batch.size(); i++) {
            check(from + i, kaska.send("small", batch.get(i)));
        }
    }

    private static void check(long expected, long offset) {
        if (offset != expected) {
            throw new AssertionError("message " + expected + " got offset " + offset);
        }
    }
}
