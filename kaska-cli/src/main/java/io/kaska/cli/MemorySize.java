package io.kaska.cli;

import com.sun.management.OperatingSystemMXBean;
import io.kaska.cli.shell.ByteSize;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/** A size in bytes, or a share of the machine's memory: {@code 4G}, {@code 25%}. */
record MemorySize(long bytes) {
    static MemorySize parse(String text) {
        return parse(text, MemorySize::ofTheMachine);
    }

    /**
     * @param machine the memory that a share is a share of
     * @throws IllegalArgumentException if the text is neither a size nor a share of 1 to 100 %
     */
    static MemorySize parse(String text, LongSupplier machine) {
        if (!text.endsWith("%")) {
            return new MemorySize(ByteSize.parse(text).bytes());
        }
        int percent = percent(text.substring(0, text.length() - 1).strip(), text);
        return new MemorySize(machine.getAsLong() / 100 * percent);
    }

    private static int percent(String digits, String text) {
        if (!digits.matches("\\d{1,3}") || Integer.parseInt(digits) < 1 || Integer.parseInt(digits) > 100) {
            throw new IllegalArgumentException("'" + text + "' is no share of the memory; shares are 1% to 100%");
        }
        return Integer.parseInt(digits);
    }

    /** What the machine, or the container that the process lives in, has. */
    private static long ofTheMachine() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }
}
