package io.kaska.server;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process that has the C library, and does what it is told by lines: {@code libkaska/test/driver.c}. Contents that are
 * too large for a line are made by both sides from a seed, and compared by their hash.
 */
final class CProgram implements AutoCloseable {
    private final Process process;
    private final BufferedWriter stdin;
    private final BufferedReader stdout;

    private CProgram(Process process) {
        this.process = process;
        stdin = process.outputWriter(StandardCharsets.US_ASCII);
        stdout = process.inputReader(StandardCharsets.US_ASCII);
    }

    static CProgram start(CLibrary library, int port, String... under) throws IOException {
        List<String> command = new ArrayList<>(List.of(under));
        Path driver = library.program("driver");
        command.add(driver.toString());
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        Map<String, String> environment = builder.environment();
        environment.putAll(CLibrary.environment(port));
        environment.put("KASKA_QUIET", "1");
        return new CProgram(builder.start());
    }

    /** Does an operation; names are given as they are, and every other word too. What it answers. */
    String ask(String operation, Object... words) throws IOException {
        StringBuilder line = new StringBuilder(operation);
        for (Object word : words) {
            line.append(' ').append(word);
        }
        stdin.write(line.append('\n').toString());
        stdin.flush();
        String answer = stdout.readLine();
        if (answer == null) {
            throw new AssertionError("the C program ended at: " + operation);
        }
        return answer;
    }

    /** A name as the driver reads it. */
    static String hex(String name) {
        return HexFormat.of().formatHex(name.getBytes(StandardCharsets.UTF_8));
    }

    /** A content that both sides can make. */
    static byte[] pattern(int seed, int size) {
        byte[] bytes = new byte[size];
        int state = seed;
        for (int i = 0; i < size; i++) {
            state = state * 1_664_525 + 1_013_904_223;
            bytes[i] = (byte) (state >>> 24);
        }
        return bytes;
    }

    /** What `poll` answers for a message. */
    static String polled(String topic, ByteBuffer content) {
        ByteBuffer bytes = content.duplicate();
        int size = bytes.remaining();
        long hash = 0xcbf29ce484222325L;
        while (bytes.hasRemaining()) {
            hash = (hash ^ (bytes.get() & 0xFF)) * 0x100000001b3L;
        }
        return size + " " + HexFormat.of().toHexDigits(hash) + " " + hex(topic);
    }

    @Override
    public void close() throws IOException {
        stdin.close();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new AssertionError("the C program does not end");
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        if (process.exitValue() != 0) {
            throw new AssertionError("the C program ended with " + process.exitValue());
        }
    }
}
