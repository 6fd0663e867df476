package io.kaska.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that can lose power: bytes and names that were not flushed are then kept, dropped or torn, page by page
 * and sector by sector, in random order. It can also be full, fail a flush, and be damaged by hand. Writing to what was
 * not allocated is found at the next flush or loss: on a full disk that would end the process.
 */
final class FaultyDisk implements Disk {
    private static final int PAGE = 4_096;
    private static final int SECTOR = 512;

    private final Map<Path, Node> now = new TreeMap<>();
    private final Map<Path, Node> flushed = new TreeMap<>();
    private long freePages = Long.MAX_VALUE;
    private @Nullable IOException nextFlush;
    private Runnable duringFlush = () -> {};
    private boolean foldersCanBeOpened = true;
    int flushes;
    int openFiles;
    private int mostOpen = Integer.MAX_VALUE;

    /** A file or folder. */
    static final class Node {
        final boolean folder;
        final Map<Integer, MemorySegment> steps = new HashMap<>();
        final BitSet allocated = new BitSet();
        final BitSet unreadable = new BitSet(); // pages
        byte[] flushed = {};
        long size;

        Node(boolean folder) {
            this.folder = folder;
        }

        MemorySegment step(int step) {
            return steps.computeIfAbsent(step, n -> Arena.ofAuto().allocate(Steps.size(n), PAGE));
        }

        byte[] bytes() {
            byte[] bytes = new byte[Math.toIntExact(size)];
            for (int step = 0; Steps.start(step) < size; step++) {
                int start = (int) Steps.start(step);
                int count = (int) Math.min(Steps.size(step), size - start);
                MemorySegment.copy(step(step), ValueLayout.JAVA_BYTE, 0, bytes, start, count);
            }
            return bytes;
        }

        void setBytes(byte[] bytes) {
            size = bytes.length;
            steps.clear();
            for (int step = 0; Steps.start(step) < size; step++) {
                int start = (int) Steps.start(step);
                int count = (int) Math.min(Steps.size(step), size - start);
                step(step).fill((byte) 0);
                MemorySegment.copy(bytes, start, step(step), ValueLayout.JAVA_BYTE, 0, count);
            }
        }

        void checkAllocated(Object name) {
            byte[] bytes = bytes();
            for (int page = 0; page * PAGE < bytes.length; page++) {
                if (!allocated.get(page) && !isZero(bytes, page * PAGE, Math.min(bytes.length, (page + 1) * PAGE))) {
                    throw new AssertionError("page " + page + " of " + name + " was written but not allocated");
                }
            }
        }

        static boolean isZero(byte[] bytes, int from, int until) {
            for (int i = from; i < until; i++) {
                if (bytes[i] != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    FaultyDisk() {}

    // --- disasters

    /** The disk as the next process finds it when this one is killed. */
    synchronized FaultyDisk afterKill() {
        FaultyDisk next = new FaultyDisk();
        now.forEach((path, node) -> next.now.put(path, copy(node, node.bytes(), node.flushed)));
        flushed.forEach((path, node) -> {
            Node same = node.equals(now.get(path)) ? next.now.get(path) : null;
            next.flushed.put(path, same != null ? same : copy(node, node.bytes(), node.flushed));
        });
        return next;
    }

    /** The disk as the next process finds it when the power goes now. */
    synchronized FaultyDisk afterPowerLoss(Random random) {
        FaultyDisk next = new FaultyDisk();
        Map<Path, Node> names = new TreeMap<>(flushed);
        now.forEach((path, node) -> {
            if (!flushed.containsKey(path) && random.nextBoolean()) {
                names.put(path, node);
            }
        });
        flushed.keySet().forEach(path -> {
            if (!now.containsKey(path) && random.nextBoolean()) {
                names.remove(path);
            }
        });
        names.forEach((path, node) -> {
            byte[] bytes = node.folder ? new byte[0] : survivors(node, random);
            Node copy = copy(node, bytes, bytes);
            dropPages(copy);
            next.now.put(path, copy);
        });
        next.flushed.putAll(next.now);
        return next;
    }

    private static byte[] survivors(Node node, Random random) {
        node.checkAllocated("a file");
        byte[] bytes = node.bytes();
        byte[] old = node.flushed;
        byte[] kept = Arrays.copyOf(old, random.nextBoolean() ? bytes.length : old.length);
        for (int page = 0; page * PAGE < kept.length; page++) {
            int fate = random.nextInt(3);
            for (int from = page * PAGE; from < Math.min(kept.length, (page + 1) * PAGE); from += SECTOR) {
                boolean take = fate == 0 || (fate == 1 && random.nextBoolean());
                if (take) {
                    System.arraycopy(bytes, from, kept, from, Math.min(SECTOR, kept.length - from));
                }
            }
        }
        return kept;
    }

    /** Pages of zeros may have lost their room on the disk. */
    private static void dropPages(Node node) {
        byte[] bytes = node.flushed;
        for (int page = 0; page * PAGE < bytes.length; page++) {
            if (Node.isZero(bytes, page * PAGE, Math.min(bytes.length, (page + 1) * PAGE))) {
                node.allocated.clear(page);
            }
        }
        node.allocated.clear((bytes.length + PAGE - 1) / PAGE, Integer.MAX_VALUE);
    }

    private static Node copy(Node node, byte[] bytes, byte[] flushed) {
        Node copy = new Node(node.folder);
        copy.setBytes(bytes);
        copy.flushed = flushed.clone();
        copy.allocated.or(node.allocated);
        return copy;
    }

    /** The next flush of a file fails. */
    synchronized void failNextFlush(IOException reason) {
        nextFlush = reason;
    }

    /** How many files can be open at once from now on. */
    synchronized void setMostOpen(int most) {
        mostOpen = most;
    }

    /** Whether a folder can be flushed from now on: the process may have no descriptor left. */
    synchronized void setFoldersCanBeOpened(boolean can) {
        foldersCanBeOpened = can;
    }

    /** Is run by each flush from now on, before and after a part of it has reached the disk. */
    synchronized void setDuringFlush(Runnable action) {
        duringFlush = action;
    }

    /** Nothing was written to what is not allocated: on a full disk that ends the process. */
    synchronized void checkAllocated() {
        now.forEach((path, node) -> node.checkAllocated(path));
    }

    /** How many pages can be allocated from now on. */
    synchronized void setFreePages(long pages) {
        freePages = pages;
    }

    // --- damage

    synchronized List<Path> files() {
        return now.entrySet().stream()
                .filter(e -> !e.getValue().folder)
                .map(Map.Entry::getKey)
                .toList();
    }

    synchronized byte[] read(Path file) {
        return node(file).bytes();
    }

    synchronized void write(Path file, byte[] bytes) {
        Node node = now.computeIfAbsent(file, path -> new Node(false));
        node.setBytes(bytes);
        node.flushed = bytes.clone();
        node.allocated.clear();
        node.allocated.set(0, (bytes.length + PAGE - 1) / PAGE);
    }

    /**
     * A page cannot be read until it is written anew. Through a mapping it is still there, so who looks at it in that way
     * finds what on a real disk would have ended the process.
     */
    synchronized void makeUnreadable(Path file, int page) {
        node(file).unreadable.set(page);
    }

    private Node node(Path path) {
        Node node = now.get(path);
        if (node == null) {
            throw new UncheckedIOException(new NoSuchFileException(path.toString()));
        }
        return node;
    }

    // --- the disk

    @Override
    public synchronized DiskFile open(Path file) throws IOException {
        Node node = now.get(file);
        if (node == null) {
            throw new NoSuchFileException(file.toString());
        }
        if (openFiles >= mostOpen) {
            throw new IOException("too many open files, says the test");
        }
        openFiles++;
        return new File(node, file);
    }

    @Override
    public synchronized DiskFile create(Path file) throws IOException {
        if (now.containsKey(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        now.put(file, new Node(false));
        return open(file);
    }

    @Override
    public synchronized List<String> list(Path folder) {
        List<String> names = new ArrayList<>();
        for (Path path : now.keySet()) {
            if (folder.equals(path.getParent())) {
                names.add(String.valueOf(path.getFileName()));
            }
        }
        return names;
    }

    @Override
    public synchronized void makeFolder(Path folder) {
        now.putIfAbsent(folder, new Node(true));
    }

    @Override
    public synchronized void move(Path from, Path to) {
        for (Path path : List.copyOf(now.keySet())) {
            if (path.startsWith(from)) {
                Node node = now.remove(path);
                now.put(path.equals(from) ? to : to.resolve(from.relativize(path)), node);
            }
        }
    }

    @Override
    public synchronized void delete(Path path) {
        Node node = now.remove(path);
        if (node != null && freePages != Long.MAX_VALUE) {
            freePages += node.allocated.cardinality();
        }
    }

    @Override
    public synchronized void flushFolder(Path folder) throws IOException {
        if (!foldersCanBeOpened) {
            throw new NotFlushedException(new IOException("too many open files, says the test"));
        }
        flushed.keySet().removeIf(path -> folder.equals(path.getParent()) && !now.containsKey(path));
        now.forEach((path, node) -> {
            if (folder.equals(path.getParent())) {
                flushed.put(path, node);
            }
        });
    }

    /** An open file. */
    private final class File implements DiskFile {
        private final Node node;
        private final Path path;

        File(Node node, Path path) {
            this.node = node;
            this.path = path;
        }

        @Override
        public long size() {
            synchronized (FaultyDisk.this) {
                return node.size;
            }
        }

        @Override
        @SuppressWarnings("restricted") // the memory lives as long as the node
        public MemorySegment map(long from, long size, Arena arena) {
            synchronized (FaultyDisk.this) {
                node.size = Math.max(node.size, from + size);
                return node.step(Steps.of(from)).reinterpret(arena, null);
            }
        }

        @Override
        public void allocate(long from, long to, int piece) throws IOException {
            for (long at = from; at < to; at += PAGE) {
                write(ByteBuffer.allocate(PAGE), at);
            }
        }

        @Override
        public void read(ByteBuffer to, long from) throws IOException {
            synchronized (FaultyDisk.this) {
                byte[] bytes = node.bytes();
                int count = Math.clamp(bytes.length - from, 0, to.remaining());
                int bad = node.unreadable.nextSetBit((int) (from / PAGE));
                if (bad < 0 || (long) bad * PAGE >= from + count) {
                    to.put(bytes, (int) from, count);
                    return;
                }
                to.put(bytes, (int) from, (int) Math.max(0, (long) bad * PAGE - from));
                throw new IOException("Input/output error at page " + bad + " of " + path);
            }
        }

        @Override
        public void write(ByteBuffer bytes, long at) throws IOException {
            synchronized (FaultyDisk.this) {
                long place = at;
                while (bytes.hasRemaining()) {
                    takePage((int) (place / PAGE));
                    int step = Steps.of(place);
                    int piece = (int) Math.min(bytes.remaining(), PAGE - place % PAGE);
                    replaceUnreadable((int) (place / PAGE), piece);
                    node.step(step)
                            .asByteBuffer()
                            .put((int) (place - Steps.start(step)), bytes, bytes.position(), piece);
                    bytes.position(bytes.position() + piece);
                    place += piece;
                    node.size = Math.max(node.size, place);
                }
            }
        }

        /** A part of a page is not written without the rest, which would have to be read. */
        private void replaceUnreadable(int page, int size) throws IOException {
            if (node.unreadable.get(page) && size < PAGE) {
                throw new IOException("Input/output error at page " + page + " of " + path);
            }
            node.unreadable.clear(page);
        }

        private void takePage(int page) throws StorageExhaustedException {
            if (node.allocated.get(page)) {
                return;
            }
            if (freePages == 0) {
                throw new StorageExhaustedException("the disk of the test is full", 0);
            }
            freePages -= freePages == Long.MAX_VALUE ? 0 : 1;
            node.allocated.set(page);
        }

        @Override
        public void flush() throws IOException {
            synchronized (FaultyDisk.this) {
                flushes++;
                if (nextFlush != null) {
                    IOException reason = nextFlush;
                    nextFlush = null;
                    throw new IOException(path + ": " + reason.getMessage(), reason);
                }
                node.checkAllocated(path);
                duringFlush.run();
                byte[] bytes = node.bytes();
                byte[] part = Arrays.copyOf(node.flushed, bytes.length);
                int half = bytes.length / 2 / SECTOR * SECTOR;
                System.arraycopy(bytes, half, part, half, bytes.length - half);
                node.flushed = part;
                duringFlush.run();
                node.flushed = bytes;
                duringFlush.run();
            }
        }

        @Override
        public void close() {
            synchronized (FaultyDisk.this) {
                openFiles--;
            }
        }
    }
}
