package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code docs/storage.md} says what the code does: its examples together are a log, which is opened and read. */
class StorageDocumentTest {
    private static final Path SEGMENT = LogDriver.FOLDER.resolve("0000000001.data");
    private static final Path INDEX = LogDriver.FOLDER.resolve("0000000000.index");
    private static final List<String> MESSAGES = List.of("hola", "uno", "dos");

    /** Bytes of a file, from a place on, and the fields that the document names: each with its bytes. Never compared. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Example(Path file, int place, byte[] bytes, List<String> fields, List<byte[]> values) {}

    private static String document() throws IOException {
        return Files.readString(Path.of(System.getProperty("kaska.root", ".."), "docs", "storage.md"));
    }

    private static List<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        var fence = Pattern.compile("```hex (segment|index) (\\d+)\n(.*?)```", Pattern.DOTALL);
        for (MatchResult found : fence.matcher(document()).results().toList()) {
            List<String> fields = new ArrayList<>();
            List<byte[]> values = new ArrayList<>();
            ByteBuffer bytes = ByteBuffer.allocate(4_096);
            for (String line : found.group(3).lines().toList()) {
                String[] parts = line.split("#", -1);
                values.add(HexFormat.of().parseHex(parts[0].replace(" ", "")));
                fields.add(parts[1].strip());
                bytes.put(values.getLast());
            }
            byte[] all = new byte[bytes.flip().remaining()];
            bytes.get(all);
            examples.add(new Example(
                    found.group(1).equals("segment") ? SEGMENT : INDEX,
                    Integer.parseInt(found.group(2)),
                    all,
                    fields,
                    values));
        }
        return examples;
    }

    private static FaultyDisk disk(List<Example> examples) throws IOException {
        FaultyDisk disk = new FaultyDisk();
        disk.makeFolder(LogDriver.DATA);
        disk.makeFolder(LogDriver.FOLDER);
        disk.flushFolder(LogDriver.DATA);
        TreeMap<Path, byte[]> files = new TreeMap<>();
        for (Example example : examples) {
            byte[] file = files.computeIfAbsent(example.file, path -> new byte[4_096]);
            System.arraycopy(example.bytes, 0, file, example.place, example.bytes.length);
        }
        files.forEach(disk::write);
        return disk;
    }

    @Test
    void theExamplesAreALogThatCanBeRead() throws Exception {
        LogDriver log = new LogDriver(LogDriver.SMALL, disk(examples()));
        assertThat(log.driver.queue.endOffset()).isEqualTo(MESSAGES.size());
        assertThat(log.driver.read(0, 10, 1_000))
                .extracting(read -> new String(read.body(), StandardCharsets.UTF_8))
                .isEqualTo(MESSAGES);
        assertThat(log.driver.read(0, 1, 1).getFirst().timestamp()).isEqualTo(1_767_323_045_006L);
        log.forget();
    }

    @Test
    void eachFieldHasTheBytesThatItsLineStates() throws Exception {
        for (Example example : examples()) {
            for (int i = 0; i < example.fields.size(); i++) {
                String[] field = example.fields.get(i).split("=", -1);
                byte[] value = example.values.get(i);
                String stated = field[1].startsWith("\"")
                        ? '"' + new String(value, StandardCharsets.UTF_8) + '"'
                        : String.valueOf(new java.math.BigInteger(value).longValue());
                assertThat(stated).as(example.fields.get(i)).isEqualTo(field[1]);
            }
        }
    }

    /** Written again from what was understood, it is the same. */
    @Test
    void theCodeWritesWhatTheDocumentShows() throws Exception {
        FaultyDisk disk = disk(examples());
        Mapping segment = new MappedFile(SEGMENT, disk, new OpenFiles(16)).acquire();
        Mapping index = new MappedFile(INDEX, disk, new OpenFiles(16)).acquire();
        FileHeader head = FileHeader.get(segment, SEGMENT, FileHeader.SEGMENT, 1);
        FileHeader indexHead = FileHeader.get(index, INDEX, FileHeader.INDEX, 0);
        Checkpoint checkpoint = Objects.requireNonNull(Checkpoint.get(segment, 128, head.salt()));
        assertThat(checkpoint).isEqualTo(new Checkpoint(1, 360, 3, 3, 1_767_323_045_006L, 0));
        assertThat(indexHead.queue()).isEqualTo(head.queue());

        FaultyDisk again = new FaultyDisk();
        again.write(SEGMENT, new byte[4_096]);
        Mapping copy = new MappedFile(SEGMENT, again, new OpenFiles(16)).acquire();
        head.put(copy);
        checkpoint.put(copy, 128, head.salt());
        for (Example example : examples()) {
            if (example.file.equals(SEGMENT) && example.place < 192) {
                for (int at = 0; at < Math.min(example.bytes.length, 48); at++) {
                    assertThat(again.read(SEGMENT)[example.place + at]).isEqualTo(example.bytes[at]);
                }
            }
        }
        var scan = new SegmentScan(segment, head.salt(), DataSegment.FIRST_BATCH, 4_096);
        assertThat(List.of(scan.step(), scan.step(), scan.step(), scan.step()))
                .containsExactly(
                        SegmentScan.Found.BATCH,
                        SegmentScan.Found.RESERVED,
                        SegmentScan.Found.BATCH,
                        SegmentScan.Found.END);
        assertThat(scan.place()).isEqualTo(checkpoint.tail());
    }

    @Test
    void theTablesNameTheConstantsOfTheCode() throws Exception {
        assertThat(document())
                .contains("| 0 | " + FileHeader.SIZE + " | head |")
                .contains("| 64 | " + Checkpoint.SIZE + " | checkpoint |")
                .contains("| " + DataSegment.FIRST_BATCH + " | | batches")
                .contains("| " + Batch.CRC + " | 4 | crc |")
                .contains("| " + Batch.CHECK + " | 4 | check |")
                .contains("| " + Batch.LAG + " | 4 | lag |")
                .contains("| " + Batch.OFFSET + " | 8 | offset |")
                .contains("| " + Batch.ENDS + " | 4n | ends |")
                .contains("| version | " + FileHeader.VERSION + " |");
    }
}
