package io.kaska.server;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Pieces of the files of a broker, with whole batches in them, to be sent as messages: nothing may take them for batches. */
record CopiedBatches(Path folder) {
    private static final int LONGEST = 200_000;

    /** The bytes from some place on, moved by up to 7, so that one in eight has its batches where batches may begin. */
    byte[] next(SplittableRandom random) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder.resolve("topics/t0"))) {
            files = all.filter(path -> path.toString().endsWith(".data")).toList();
        }
        byte[] none = new byte[1 + random.nextInt(10)];
        return files.isEmpty() ? none : piece(files.get(random.nextInt(files.size())), random, none);
    }

    private static byte[] piece(Path file, SplittableRandom random, byte[] none) throws IOException {
        try (var bytes = new RandomAccessFile(file.toFile(), "r")) {
            long length = bytes.length();
            if (length == 0) {
                return none; // made just now
            }
            long from = random.nextBoolean() ? 0 : random.nextLong(length) & -8;
            byte[] piece = new byte[(int) Math.min(length - from, 1 + random.nextInt(LONGEST))];
            bytes.seek(from);
            bytes.readFully(piece);
            byte[] moved = new byte[piece.length + random.nextInt(8)];
            System.arraycopy(piece, 0, moved, moved.length - piece.length, piece.length);
            return moved;
        } catch (FileNotFoundException e) {
            return none;
        }
    }
}
