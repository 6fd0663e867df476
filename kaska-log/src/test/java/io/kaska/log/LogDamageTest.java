package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The damage menu: whatever happens to the files of a log while nobody uses it, no message is served that is not as it
 * was sent, none is passed over in silence, nothing crashes, and what the damage does not touch is read.
 */
class LogDamageTest {
    private static final LogSettings SETTINGS =
            new LogSettings(Fsync.ALWAYS, LogDriver.SMALL.checkpointInterval(), 4 << 10, 16);
    private static final int STEP = Boolean.getBoolean("kaska.long") ? 1 : 13;

    private final Damage damage = new Damage();

    /** A log that was stopped, and how damage to its files shows. */
    private static final class Damage {
        final FaultyDisk whole;
        final List<byte[]> messages = new ArrayList<>();
        final List<Path> files;

        Damage() {
            try {
                LogDriver log = new LogDriver(SETTINGS);
                Random random = new Random(1);
                Reservation late = log.driver.queue.reserveMessage(5);
                for (int i = 0; i < 24; i++) {
                    if (i == 12) { // goes into a segment from long ago
                        messages.add("later".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                        QueueDriver.fill(late, ByteBuffer.wrap(messages.getLast()));
                        assertThat(late.publish()).isEqualTo(messages.size() - 1);
                    }
                    List<byte[]> batch = new ArrayList<>();
                    for (int j = 0; j < 1 + i % 3; j++) {
                        byte[] message = new byte[1 + random.nextInt(i == 7 ? 3_000 : 300)];
                        random.nextBytes(message);
                        batch.add(message);
                    }
                    messages.addAll(batch);
                    log.driver.appendBatch(batch);
                    if (i % 5 == 0) {
                        log.store.checkpointAll();
                    }
                }
                log.stop();
                whole = log.disk.afterKill();
                files = whole.files();
                assertThat(segments()).hasSizeBetween(3, 6);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        List<Path> segments() {
            return files.stream().filter(f -> f.toString().endsWith(".data")).toList();
        }

        Path index() {
            return files.stream()
                    .filter(f -> f.toString().endsWith(".index"))
                    .findFirst()
                    .orElseThrow();
        }

        /** The offsets that cannot be read; all others are as they were sent, and appending goes on. */
        Set<Long> lost(FaultyDisk disk, String what) throws Exception {
            LogDriver log = new LogDriver(SETTINGS, disk);
            try {
                assertThat(log.driver.queue.endOffset()).as(what).isEqualTo(messages.size());
                Set<Long> inSequence = readInSequence(log, what);
                Set<Long> lost = readAll(log, what);
                assertThat(inSequence).as("%s, in sequence", what).isEqualTo(lost);
                assertThat(readAll(log, what)).as("%s, a second time", what).isEqualTo(lost);
                assertThat(log.driver.append(new byte[50])).as(what).isEqualTo(messages.size());
                assertThat(log.driver.read(messages.size(), 1, 100)).hasSize(1);
                disk.checkAllocated();
                return lost;
            } catch (RuntimeException | Error e) {
                throw new AssertionError(what, e);
            } finally {
                log.stop();
            }
        }

        /** As many as fit at a time, and on from where the error says. */
        private Set<Long> readInSequence(LogDriver log, String what) throws Exception {
            Set<Long> lost = new TreeSet<>();
            for (long offset = 0; offset < messages.size(); ) {
                try {
                    for (QueueDriver.Read read : log.driver.read(offset, 1_000, 1 << 20)) {
                        assertThat(read.offset()).as(what).isEqualTo(offset);
                        assertThat(read.body()).as(what).isEqualTo(messages.get((int) offset));
                        offset++;
                    }
                } catch (DamagedBatchException e) {
                    for (; offset < e.next(); offset++) {
                        lost.add(offset);
                    }
                }
            }
            return lost;
        }

        private Set<Long> readAll(LogDriver log, String what) throws Exception {
            Set<Long> lost = new TreeSet<>();
            for (long offset = 0; offset < messages.size(); offset++) {
                try {
                    List<QueueDriver.Read> read = log.driver.read(offset, 1, 1);
                    assertThat(read).as("%s, message %d", what, offset).hasSize(1);
                    assertThat(read.getFirst().offset()).as(what).isEqualTo(offset);
                    assertThat(read.getFirst().body())
                            .as("%s, message %d", what, offset)
                            .isEqualTo(messages.get((int) offset));
                    assertThat(log.driver.queue.messageLength(offset)).isEqualTo(messages.get((int) offset).length);
                } catch (DamagedBatchException e) {
                    assertThat(e).hasMessageMatching("(?s).*(is damaged at position .*expected .*found|is lost: ).*");
                    assertThat(e.next()).isGreaterThan(offset);
                    lost.add(offset);
                }
            }
            return lost;
        }
    }

    private FaultyDisk changed(Path file, byte[] bytes) {
        FaultyDisk disk = damage.whole.afterKill();
        disk.write(file, bytes);
        return disk;
    }

    @Test
    void whatIsWholeIsReadWhole() throws Exception {
        assertThat(damage.lost(damage.whole.afterKill(), "nothing")).isEmpty();
    }

    // --- one byte

    @Test
    void aFlippedByteInASegmentIsNoticedAndHitsItsBatchAlone() throws Exception {
        for (Path file : damage.segments()) {
            byte[] bytes = damage.whole.read(file);
            Batches batches = Batches.of(bytes);
            for (int at = 0; at < bytes.length; at++) {
                if (at >= 256 && at % STEP != 0) {
                    continue;
                }
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << at % 8);
                String what = "%s, byte %d".formatted(file, at);
                Set<Long> lost = damage.lost(changed(file, flipped), what);
                assertThat(lost).as(what).isEqualTo(at < 48 ? batches.all() : batches.at(at));
            }
        }
    }

    @Test
    void aFlippedByteInTheIndexChangesNothing() throws Exception {
        byte[] bytes = damage.whole.read(damage.index());
        for (int at = 0; at < bytes.length; at++) {
            if (at < 1_000 || at % STEP == 0) {
                for (int bit = 0; bit < 8; bit += STEP == 1 ? 1 : 3) {
                    byte[] flipped = bytes.clone();
                    flipped[at] ^= (byte) (1 << bit);
                    String what = "byte %d, bit %d of the index".formatted(at, bit);
                    FaultyDisk disk = changed(damage.index(), flipped);
                    assertThat(damage.lost(disk, what)).as(what).isEmpty();
                }
            }
        }
    }

    @Test
    void anyNumbersInTheIndexChangeNothing() throws Exception {
        Random random = new Random(5);
        byte[] bytes = damage.whole.read(damage.index());
        for (int i = 0; i < (STEP == 1 ? 5_000 : 300); i++) {
            ByteBuffer wild = ByteBuffer.wrap(bytes.clone());
            for (int entry = 0; entry < damage.messages.size(); entry++) {
                long place =
                        random.nextInt(3) == 0 ? 4_096L * random.nextInt(3) - random.nextInt(40) : random.nextInt();
                wild.putLong(64 + 8 * entry, (random.nextInt(8) - 1L) << 32 | (place & 0xFFFF_FFFFL));
            }
            assertThat(damage.lost(changed(damage.index(), wild.array()), "seed 5, round " + i))
                    .isEmpty();
        }
    }

    @Test
    void theIndexIsMended() throws Exception {
        byte[] bytes = damage.whole.read(damage.index());
        byte[] entries = Arrays.copyOfRange(bytes, 64, 64 + 8 * damage.messages.size());
        for (int from = 64; from < 64 + entries.length; from += 8) {
            byte[] zeroed = bytes.clone();
            Arrays.fill(zeroed, from, from + 8, (byte) 0);
            FaultyDisk disk = changed(damage.index(), zeroed);
            assertThat(damage.lost(disk, "zeros at " + from)).isEmpty();
            byte[] mended = disk.read(damage.index());
            assertThat(Arrays.copyOfRange(mended, 64, 64 + entries.length)).isEqualTo(entries);
        }
    }

    // --- a part of a file

    @Test
    void aSegmentThatIsCutShortLosesWhatIsGone() throws Exception {
        for (Path file : damage.segments()) {
            byte[] bytes = damage.whole.read(file);
            Batches batches = Batches.of(bytes);
            for (int size = 0; size <= bytes.length; size += size < 256 ? 1 : STEP) {
                String what = "%s, cut to %d".formatted(file, size);
                byte[] cut = Arrays.copyOf(bytes, size);
                Set<Long> lost = damage.lost(changed(file, cut), what);
                // a cut that takes only zeros away takes nothing
                assertThat(lost).as(what).isEqualTo(batches.changed(bytes, Arrays.copyOf(cut, bytes.length)));
            }
        }
    }

    @Test
    void anIndexThatIsCutShortChangesNothing() throws Exception {
        byte[] bytes = damage.whole.read(damage.index());
        for (int size = 0; size <= bytes.length; size += size < 600 ? 1 : STEP) {
            String what = "index, cut to " + size;
            assertThat(damage.lost(changed(damage.index(), Arrays.copyOf(bytes, size)), what))
                    .isEmpty();
        }
    }

    @Test
    void aBlockOfZerosHitsTheBatchesInIt() throws Exception {
        for (Path file : damage.segments()) {
            byte[] bytes = damage.whole.read(file);
            Batches batches = Batches.of(bytes);
            for (int size : new int[] {512, 4_096}) {
                for (int from = 0; from < bytes.length; from += size) {
                    byte[] zeroed = bytes.clone();
                    Arrays.fill(zeroed, from, from + size, (byte) 0);
                    String what = "%s, zeros from %d to %d".formatted(file, from, from + size);
                    assertThat(damage.lost(changed(file, zeroed), what))
                            .as(what)
                            .isEqualTo(batches.changed(bytes, zeroed));
                }
            }
        }
    }

    // --- files

    @Test
    void aDeletedSegmentLosesItsMessagesAlone() throws Exception {
        for (Path file : damage.segments()) {
            FaultyDisk disk = damage.whole.afterKill();
            disk.delete(file);
            disk.flushFolder(LogDriver.FOLDER);
            assertThat(damage.lost(disk, file + " deleted"))
                    .isEqualTo(Batches.of(damage.whole.read(file)).all());
        }
    }

    @Test
    void aDeletedIndexIsMadeAnew() throws Exception {
        FaultyDisk disk = damage.whole.afterKill();
        disk.delete(damage.index());
        assertThat(damage.lost(disk, "index deleted")).isEmpty();
        assertThat(disk.files()).contains(damage.index());
    }

    @Test
    void withoutIndexAndASegmentTheOthersAreRead() throws Exception {
        List<Path> segments = damage.segments();
        for (Path file : segments.subList(0, segments.size() - 1)) { // that there was a last one nothing else knows
            FaultyDisk disk = damage.whole.afterKill();
            disk.delete(damage.index());
            disk.delete(file);
            assertThat(damage.lost(disk, file + " and the index deleted"))
                    .isEqualTo(Batches.of(damage.whole.read(file)).all());
        }
    }

    @Test
    void twoSwappedSegmentsAreBothRefused() throws Exception {
        Path one = damage.segments().get(0);
        Path other = damage.segments().get(1);
        FaultyDisk disk = damage.whole.afterKill();
        disk.write(one, damage.whole.read(other));
        disk.write(other, damage.whole.read(one));
        Set<Long> lost = new TreeSet<>(Batches.of(damage.whole.read(one)).all());
        lost.addAll(Batches.of(damage.whole.read(other)).all());
        assertThat(damage.lost(disk, "swapped")).isEqualTo(lost);
    }

    @Test
    void aFileOfAnotherTopicIsRefused() throws Exception {
        Damage other = new Damage();
        for (Path file : damage.segments()) {
            FaultyDisk disk = changed(file, other.whole.read(file));
            assertThat(damage.lost(disk, file + " of another topic"))
                    .isEqualTo(Batches.of(damage.whole.read(file)).all());
        }
        FaultyDisk disk = changed(damage.index(), other.whole.read(damage.index()));
        assertThat(damage.lost(disk, "index of another topic")).isEmpty();
    }

    @Test
    void aDamagedSegmentGoesOnlyWhenWhatIsBehindItIsTrimmedTo() throws Exception {
        List<Path> segments = damage.segments();
        for (Path file : segments.subList(0, segments.size() - 1)) {
            byte[] junk = new byte[5_000];
            LogDriver log = new LogDriver(SETTINGS, changed(file, junk));
            Set<Long> in = Batches.of(damage.whole.read(file)).all();
            long first = in.stream().min(Long::compare).orElseThrow();
            log.driver.queue.trim(0);
            log.driver.queue.trim(first);
            assertThat(log.disk.files()).as("trimmed to %d, its first", first).contains(file);
            log.driver.queue.trim(damage.messages.size());
            assertThat(log.disk.files()).doesNotContain(file);
            log.stop();
        }
    }

    @Test
    void foreignFilesAreLeftAlone() throws Exception {
        byte[] junk = new byte[5_000];
        new Random(3).nextBytes(junk);
        for (String name : List.of("notes.txt", "0000000099.data", "999999999999999999.data", "0000000007.index")) {
            FaultyDisk disk = changed(LogDriver.FOLDER.resolve(name), junk);
            assertThat(damage.lost(disk, name)).isEmpty();
            if (name.endsWith(".data")) {
                assertThat(Arrays.copyOf(disk.read(LogDriver.FOLDER.resolve(name)), junk.length))
                        .isEqualTo(junk);
            }
        }
        for (Path file : damage.segments()) {
            assertThat(damage.lost(changed(file, junk), file + " is junk"))
                    .isEqualTo(Batches.of(damage.whole.read(file)).all());
        }
    }

    @Test
    void aNewerFormatIsRefusedAndSaysSo() throws Exception {
        for (Path file : damage.files) {
            byte[] newer = damage.whole.read(file);
            Batches.setVersion(newer, 2);
            FaultyDisk disk = changed(file, newer);
            assertThatThrownBy(() -> new LogDriver(SETTINGS, disk))
                    .isInstanceOf(NewerFormatException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("version 2");
        }
    }

    @Test
    void aTableThatChangesWhileItIsInUseEndsInNoWildRead() throws Exception {
        LogDriver log = new LogDriver(SETTINGS);
        log.driver.appendBatch(List.of(new byte[10], new byte[20], new byte[30]));
        Path file = LogDriver.FOLDER.resolve("0000000001.data");
        Mapping mapping = new MappedFile(file, log.disk, new OpenFiles(16)).acquire();
        for (int wild : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 5, 61}) {
            mapping.putInt(192 + 44, wild); // where the second message ends
            assertThatThrownBy(() -> log.driver.queue.messageLength(1)).isInstanceOf(DamagedBatchException.class);
            assertThatThrownBy(() -> log.driver.read(1, 1, 1)).isInstanceOf(DamagedBatchException.class);
        }
        mapping.release();
        log.forget();
    }

    @Test
    void theEndStaysWhereTheIndexAndTheLastBatchAreGone() throws Exception {
        Path last = damage.segments().getLast();
        byte[] bytes = damage.whole.read(last);
        long[] batch = Batches.of(bytes).all0().getLast();
        bytes[(int) batch[0] + 9] ^= 1;
        FaultyDisk disk = changed(last, bytes);
        disk.delete(damage.index());
        assertThat(damage.lost(disk, "index and last batch")).isEqualTo(Batches.offsets(batch));
    }

    // --- anything, in a larger log

    @Test
    void whateverIsDamagedNothingWrongIsServed() throws Exception {
        LogDriver log = new LogDriver(LogDriver.SMALL);
        Random random = new Random(11);
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            byte[] message = new byte[1 + random.nextInt(i % 100 == 0 ? 90_000 : 300)];
            random.nextBytes(message);
            sent.add(message);
            log.driver.append(message);
            if (i % 300 == 0) {
                log.store.checkpointAll();
            }
        }
        log.forget(); // the last of them are not covered by a checkpoint
        FaultyDisk whole = log.disk.afterKill();
        for (int seed = 1; seed <= (STEP == 1 ? 500 : 25); seed++) {
            checkServesNothingWrong(whole.afterKill(), sent, new Random(seed), "seed " + seed);
        }
    }

    private static void checkServesNothingWrong(FaultyDisk disk, List<byte[]> sent, Random random, String what)
            throws Exception {
        for (int i = random.nextInt(8); i >= 0; i--) {
            Path file = disk.files().get(random.nextInt(disk.files().size()));
            byte[] bytes = disk.read(file);
            int from = random.nextInt(random.nextBoolean() ? 256 : bytes.length);
            int end = Math.min(bytes.length, from + (random.nextBoolean() ? 1 : random.nextInt(9_000)));
            for (int at = from; at < end; at++) {
                bytes[at] ^= (byte) (1 + random.nextInt(255));
            }
            disk.write(file, random.nextInt(5) == 0 ? Arrays.copyOf(bytes, from) : bytes);
        }
        LogDriver log = new LogDriver(LogDriver.SMALL, disk);
        int lost = 0;
        for (int offset = 0; offset < log.driver.queue.endOffset(); offset++) {
            try {
                byte[] body = log.driver.read(offset, 1, 1).getFirst().body();
                assertThat(body).as("%s, message %d", what, offset).isEqualTo(sent.get(offset));
            } catch (DamagedBatchException e) {
                lost++;
            }
        }
        assertThat(lost).as(what).isLessThan(sent.size());
        log.driver.append(new byte[10]);
        log.stop();
        disk.checkAllocated();
    }

    // --- pages that the disk cannot read

    @Test
    void aPageThatCannotBeReadHitsItsBatchesAlone() throws Exception {
        LogDriver log = new LogDriver(LogDriver.SMALL);
        Random random = new Random(12);
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            byte[] message = new byte[1 + random.nextInt(i % 100 == 0 ? 90_000 : 300)];
            random.nextBytes(message);
            sent.add(message);
            log.driver.append(message);
        }
        FaultyDisk killed = log.disk.afterKill();
        log.stop();
        FaultyDisk stopped = log.disk.afterKill();
        int tried = 0;
        for (Path file : stopped.files()) {
            byte[] bytes = stopped.read(file);
            for (int page = 0; page * Steps.PAGE < bytes.length; page++) {
                checkUnreadable(stopped, file, page, sent, sent.size());
                checkUnreadable(killed, file, page, sent, 0);
                tried++;
            }
        }
        assertThat(tried).isGreaterThan(100);
    }

    /** @param leastEnd without a checkpoint the end of the log may be what cannot be read */
    private static void checkUnreadable(FaultyDisk whole, Path file, int page, List<byte[]> sent, int leastEnd)
            throws Exception {
        FaultyDisk disk = whole.afterKill();
        String what = "page %d of %s, end %d".formatted(page, file, leastEnd);
        boolean data = file.toString().endsWith(".data");
        Batches batches = Batches.of(whole.read(file));
        Set<Long> inPage = !data ? Set.of() : page == 0 ? batches.all() : batches.in(page);
        disk.makeUnreadable(file, page);
        LogDriver log = new LogDriver(LogDriver.SMALL, disk);
        long end = log.driver.queue.endOffset();
        assertThat(end).as(what).isBetween((long) leastEnd, (long) sent.size());
        Set<Long> lost = new TreeSet<>();
        for (long offset = 0; offset < end; offset++) {
            try {
                byte[] body = log.driver.read(offset, 1, 1).getFirst().body();
                assertThat(body).as("%s, message %d", what, offset).isEqualTo(sent.get((int) offset));
            } catch (DamagedBatchException e) {
                lost.add(offset);
            }
        }
        assertThat(lost)
                .as(what)
                .isEqualTo(inPage.stream().filter(offset -> offset < end).collect(Collectors.toSet()));
        try {
            log.driver.append(new byte[10]);
        } catch (IOException e) {
            assertThat(e).as(what).hasMessageContaining("Input/output error");
        }
        log.stop();
    }

    // --- what lies where

    /** The batches of a segment's bytes, by another way than the code under test goes. */
    record Batches(List<long[]> all0) {
        static Batches of(byte[] bytes) {
            List<long[]> all = new ArrayList<>();
            ByteBuffer in = ByteBuffer.wrap(bytes);
            int place = 192;
            while (place + 40 < bytes.length && in.getInt(place) != 0) {
                int size = in.getInt(place);
                all.add(new long[] {place, place + size, in.getLong(place + 16), in.getInt(place + 32)});
                place = (place + size + 7) & -8;
            }
            return new Batches(all);
        }

        private Set<Long> in(int page) {
            Set<Long> offsets = new TreeSet<>();
            for (long[] batch : all0) {
                if (batch[0] < (page + 1L) * Steps.PAGE && batch[1] > page * (long) Steps.PAGE) {
                    offsets.addAll(offsets(batch));
                }
            }
            return offsets;
        }

        private static Set<Long> offsets(long[] batch) {
            Set<Long> offsets = new TreeSet<>();
            for (long i = 0; i < batch[3]; i++) {
                offsets.add(batch[2] + i);
            }
            return offsets;
        }

        Set<Long> all() {
            Set<Long> offsets = new TreeSet<>();
            all0.forEach(batch -> offsets.addAll(offsets(batch)));
            return offsets;
        }

        Set<Long> at(int place) {
            return all0.stream()
                    .filter(batch -> batch[0] <= place && place < batch[1])
                    .findFirst()
                    .map(Batches::offsets)
                    .orElse(Set.of());
        }

        /** Those whose bytes are not the same. */
        Set<Long> changed(byte[] before, byte[] after) {
            Set<Long> offsets = new TreeSet<>();
            boolean head = !Arrays.equals(before, 0, 48, after, 0, 48);
            for (long[] batch : all0) {
                int from = (int) batch[0];
                int end = (int) batch[1];
                if (head || !Arrays.equals(before, from, end, after, from, end)) {
                    offsets.addAll(offsets(batch));
                }
            }
            return offsets;
        }

        static void setVersion(byte[] file, int version) throws Exception {
            FaultyDisk disk = new FaultyDisk();
            Path path = Path.of("/x");
            disk.write(path, file);
            MappedFile mapped = new MappedFile(path, disk, new OpenFiles(16));
            Mapping mapping = mapped.acquire();
            mapping.putInt(4, version);
            mapping.putLong(40, BatchCheck.longs(mapping.getInt(0), mapping, 0, 40));
            System.arraycopy(disk.read(path), 0, file, 0, 48);
            mapping.release();
        }
    }
}
