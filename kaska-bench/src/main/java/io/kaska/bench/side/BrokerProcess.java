package io.kaska.bench.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A broker as a process of its own, which ends with this JVM at the latest. */
public final class BrokerProcess implements AutoCloseable {
    private static final long STOP_SECONDS = 20;
    private static final long END_SECONDS = 60;
    private static final int KIB = 1024;

    private final Process process;
    private final boolean isJvm;
    private final Thread atExit;
    private @Nullable JvmOfBroker jvm;

    private BrokerProcess(Process process, boolean isJvm) {
        this.process = process;
        this.isJvm = isJvm;
        this.atExit = new Thread(process::destroyForcibly, "end of broker");
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /**
     * Starts it.
     *
     * @param log takes stderr, and stdout too unless somebody reads it
     * @param isJvm whether it can be asked what it allocated
     */
    public static BrokerProcess start(List<String> command, Path log, boolean readsOutput, boolean isJvm) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        if (!readsOutput) {
            builder.redirectErrorStream(true).redirectOutput(log.toFile());
        }
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            return new BrokerProcess(process, isJvm);
        } catch (IOException e) {
            throw new BenchException("cannot start " + command.getFirst() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Starts a server, and waits until it listens; where it does not, it is ended.
     *
     * @param log the name of its log in the folder, for stdout and stderr
     * @param isJvm whether it can be asked what it allocated
     */
    public static BrokerProcess startListening(
            List<String> command, int port, Scratch scratch, String log, boolean isJvm) {
        BrokerProcess process = start(command, scratch.file(log), false, isJvm);
        try {
            Ports.await(port, process, scratch, log);
            return process;
        } catch (BenchException e) {
            process.close();
            throw e;
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits some time until it ends by itself; whether it then says that all went well. */
    public boolean endsWell() {
        try {
            return process.waitFor(END_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The first line of its stdout, which was left to be read. */
    @Nullable
    String readLine() throws IOException {
        return process.inputReader().readLine();
    }

    OptionalLong cpuNanos() {
        return process.info().totalCpuDuration().map(Duration::toNanos).stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }

    synchronized OptionalLong allocatedBytes() {
        if (!isJvm) {
            return OptionalLong.empty();
        }
        if (jvm == null) {
            jvm = JvmOfBroker.attach(process.pid());
        }
        return OptionalLong.of(jvm.allocatedBytes());
    }

    OptionalLong residentBytes() {
        Path status = Path.of("/proc", String.valueOf(process.pid()), "status");
        if (!Files.isReadable(status)) {
            return OptionalLong.empty();
        }
        try {
            return Files.readAllLines(status).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
                    .findFirst();
        } catch (IOException e) {
            throw new BenchException("cannot read " + status + ": " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        if (jvm != null) {
            jvm.close();
        }
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
