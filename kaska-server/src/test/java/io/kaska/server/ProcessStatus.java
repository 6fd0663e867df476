package io.kaska.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What Linux says of a process. */
record ProcessStatus(long pid) {
    private static final int TICKS_PER_SECOND = 100; // what /proc counts in, on every Linux of today

    /** The memory that is in use, in bytes. */
    long residentBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        throw new IOException("/proc says nothing of the memory of process " + pid);
    }

    /** The processor time used since it began, in milliseconds. */
    long cpuMillis() throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 1_000 / TICKS_PER_SECOND;
    }

    /** The files it has open that were deleted: as descriptors or as mappings. */
    List<String> deletedFiles() throws IOException {
        List<String> deleted = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            for (Path descriptor : descriptors.toList()) {
                addTarget(descriptor, deleted);
            }
        }
        for (String mapping : mappings()) {
            if (mapping.endsWith(" (deleted)")) {
                deleted.add(mapping);
            }
        }
        return deleted;
    }

    private static void addTarget(Path descriptor, List<String> deleted) throws IOException {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            if (target.endsWith(" (deleted)")) {
                deleted.add(descriptor + " " + target);
            }
        } catch (NoSuchFileException e) {
            return; // closed meanwhile
        }
    }

    /** A line for each part of its address space. */
    List<String> mappings() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "maps"), StandardCharsets.ISO_8859_1);
    }

    /** How many files, sockets and the like it has open. */
    long descriptors() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return all.count();
        }
    }
}
