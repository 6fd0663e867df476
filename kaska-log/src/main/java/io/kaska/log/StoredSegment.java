package io.kaska.log;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the head of a segment says, read once; its batches are in {@link StoredLog#bytes}. Immutable.
 *
 * @param size of the file, in bytes
 * @param allocated where all that was ever written ends, as the head says; -1 if that is not whole
 * @param writtenEnd the same, or the end of the file if that comes first
 * @param checkpoint the newest that is whole; null if none is
 * @param torn the places of those that are not whole
 */
record StoredSegment(
        Path path,
        FileHeader header,
        long size,
        long allocated,
        long writtenEnd,
        @Nullable Checkpoint checkpoint,
        List<Integer> torn) {

    /**
     * Reads the head.
     *
     * @throws NoSuchFileException if there is no such file
     * @throws DamagedFileException if there is no whole head in it
     * @throws NewerFormatException if a newer version of Kaska wrote it
     */
    static StoredSegment read(Disk disk, Path folder, long number) throws IOException {
        Path path = DataSegment.path(folder, number);
        try (StoredFile file = StoredFile.openHead(disk, path)) {
            return read(file, path, number);
        }
    }

    /** The same, of an open file. */
    static StoredSegment read(StoredFile file, Path path, long number) throws IOException {
        if (file.end() < DataSegment.FIRST_BATCH) {
            throw new DamagedFileException(
                    path, 0, "a head of " + DataSegment.FIRST_BATCH + " bytes", file.end() + " bytes");
        }
        FileHeader header = FileHeader.get(file, path, FileHeader.SEGMENT, number);
        Checkpoint newest = null;
        List<Integer> torn = new ArrayList<>();
        for (int place : DataSegment.CHECKPOINTS) {
            Checkpoint one = Checkpoint.get(file, place, header.salt());
            if (one == null && !Checkpoint.isBlank(file, place)) {
                torn.add(place);
            } else if (one != null && (newest == null || one.number() > newest.number())) {
                newest = one;
            }
        }
        long allocated = file.getLong(DataSegment.ALLOCATED);
        boolean whole = allocated == ~file.getLong(DataSegment.ALLOCATED + Long.BYTES);
        return new StoredSegment(
                path, header, file.end(), whole ? allocated : -1, DataSegment.writtenEnd(file), newest, torn);
    }

    long number() {
        return header.number();
    }

    /** The offset that the queue's next batch was to get when the segment was made: none in here is lower. */
    long first() {
        return header.first();
    }

    /** All before this place was written when the last checkpoint was made. */
    long tail() {
        return checkpoint == null ? DataSegment.FIRST_BATCH : checkpoint.tail();
    }

    /** The position of a place in here. */
    long position(long place) {
        return number() << 32 | place;
    }
}
