package io.kaska.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory this process may have: the machine's, or less where a container says so. */
final class MachineMemory {
    private static final Path MEMINFO = Path.of("/proc/meminfo");
    private static final Path CONTAINER_LIMIT = Path.of("/sys/fs/cgroup/memory.max");
    private static final int JVM_DEFAULT_SHARE = 4; // the heap's limit is a quarter of the memory, if nothing is said

    private MachineMemory() {}

    /** In bytes; where the system does not say, what the JVM's heap limit lets suppose. */
    static long size() {
        long machine = Runtime.getRuntime().maxMemory() * JVM_DEFAULT_SHARE;
        try {
            for (String line : Files.readAllLines(MEMINFO)) {
                if (line.startsWith("MemTotal:")) {
                    machine = Long.parseLong(line.replaceAll("\\D", "")) << 10;
                }
            }
            return Math.min(
                    machine, Long.parseLong(Files.readString(CONTAINER_LIMIT).strip()));
        } catch (IOException | NumberFormatException e) {
            return machine; // not Linux, or no limit ("max")
        }
    }
}
