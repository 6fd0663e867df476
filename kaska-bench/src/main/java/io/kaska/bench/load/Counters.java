package io.kaska.bench.load;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.kaska.bench.side.Loopback;
import io.kaska.bench.side.Side;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/** What is counted at one moment; a round is the difference of two. What cannot be known of a broker is empty. */
record Counters(
        long nanos,
        long clientCpuNanos,
        OptionalLong brokerCpuNanos,
        OptionalLong wireBytes,
        long clientHeapBytes,
        OptionalLong brokerHeapBytes) {
    private static final double NANOS_IN_SECOND = 1e9;
    private static final double NANOS_IN_MICRO = 1e3;
    private static final double MEGA = 1e6;

    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    /** Before a round: the clock comes last, and what asks the broker first. */
    static Counters before(Side side) {
        OptionalLong brokerHeap = side.allocatedBytes();
        OptionalLong brokerCpu = side.cpuNanos();
        OptionalLong wire = wire(side);
        long heap = THREADS.getTotalThreadAllocatedBytes();
        long cpu = SYSTEM.getProcessCpuTime();
        return new Counters(System.nanoTime(), cpu, brokerCpu, wire, heap, brokerHeap);
    }

    /** After a round: the clock comes first. */
    static Counters after(Side side) {
        long nanos = System.nanoTime();
        long cpu = SYSTEM.getProcessCpuTime();
        long heap = THREADS.getTotalThreadAllocatedBytes();
        OptionalLong wire = wire(side);
        OptionalLong brokerCpu = side.cpuNanos();
        return new Counters(nanos, cpu, brokerCpu, wire, heap, side.allocatedBytes());
    }

    private static OptionalLong wire(Side side) {
        return side.isLocal() ? Loopback.bytes() : OptionalLong.empty();
    }

    long nanosSince(Counters before) {
        return nanos - before.nanos;
    }

    /** What so many messages of a size cost since then. */
    Map<Figure, Double> figures(Counters before, long messages, int size) {
        double seconds = nanosSince(before) / NANOS_IN_SECOND;
        Map<Figure, Double> all = new EnumMap<>(Figure.class);
        all.put(Figure.RATE, messages / seconds);
        all.put(Figure.MEGABYTES, messages / MEGA * size / seconds);
        all.put(Figure.CLIENT_CPU, (clientCpuNanos - before.clientCpuNanos) / NANOS_IN_MICRO / messages);
        all.put(Figure.CLIENT_ALLOCATION, (double) (clientHeapBytes - before.clientHeapBytes) / messages);
        put(all, Figure.BROKER_CPU, brokerCpuNanos, before.brokerCpuNanos, messages * NANOS_IN_MICRO);
        put(all, Figure.WIRE, wireBytes, before.wireBytes, (double) messages);
        put(all, Figure.BROKER_ALLOCATION, brokerHeapBytes, before.brokerHeapBytes, (double) messages);
        return all;
    }

    private static void put(
            Map<Figure, Double> all, Figure figure, OptionalLong after, OptionalLong before, double divisor) {
        if (after.isPresent() && before.isPresent()) {
            all.put(figure, (after.getAsLong() - before.getAsLong()) / divisor);
        }
    }
}
