package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what strace wrote of a process: its calls on TCP sockets, in the order in which they returned. */
final class SystemCalls {
    private static final String TRACED = "read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg";
    private static final Pattern UNFINISHED = Pattern.compile("^(\\d+) +(.*) <unfinished \\.\\.\\.>$");
    private static final Pattern RESUMED = Pattern.compile("^(\\d+) +<\\.\\.\\. \\w+ resumed> ?(.*)$");
    private static final Pattern ON_TCP =
            Pattern.compile("^\\d+ +(\\w+)\\(\\d+<TCP\\S*:\\[(.+?)\\]>,.*\\) += (-?\\d+)");
    private static final Pattern LENGTH_OF_PART = Pattern.compile("iov_len=(\\d+)");
    private static final Pattern LENGTH = Pattern.compile(", (\\d+)(?:, [A-Z_0-9|]+, NULL, (?:NULL|0))?\\) += ");

    private SystemCalls() {}

    /**
     * One call.
     *
     * @param socket both of its ends
     * @param asked how many bytes it was to move
     * @param done how many it moved; below 0 is an error, most likely that there was nothing
     */
    record Call(String name, String socket, long asked, long done) {
        boolean isWrite() {
            return name.startsWith("write") || name.startsWith("send");
        }

        boolean isWhole() {
            return done == asked;
        }
    }

    /** The command that traces what follows into a file; ends the test, skipped, where that is not possible. */
    static List<String> trace(Path into) throws IOException, InterruptedException {
        return trace(into, "none");
    }

    /** @param more calls to be traced, beside those on sockets */
    static List<String> trace(Path into, String more) throws IOException, InterruptedException {
        String calls = more.equals("none") ? TRACED : TRACED + "," + more;
        List<String> strace =
                List.of("strace", "-f", "-qq", "-yy", "-s", "40", "-e", "trace=" + calls, "-e", "signal=none", "-o");
        List<String> command = new ArrayList<>(strace);
        command.add(into.toString());
        List<String> trial = new ArrayList<>(command);
        trial.add("true");
        try {
            Process process =
                    new ProcessBuilder(trial).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                abort("SKIPPED: strace may not trace processes here: " + said.strip());
            }
        } catch (IOException e) {
            abort("SKIPPED: strace is not installed: " + e.getMessage());
        }
        return command;
    }

    /** All calls on TCP sockets. */
    static List<Call> read(Path trace) throws IOException {
        List<Call> calls = new ArrayList<>();
        Map<String, String> unfinished = new HashMap<>();
        for (String line : Files.readAllLines(trace, StandardCharsets.ISO_8859_1)) {
            Matcher begins = UNFINISHED.matcher(line);
            Matcher resumes = RESUMED.matcher(line);
            if (begins.matches()) {
                unfinished.put(begins.group(1), line.substring(0, begins.end(2)));
            } else if (resumes.matches()) {
                add(unfinished.remove(resumes.group(1)) + resumes.group(2), calls);
            } else {
                add(line, calls);
            }
        }
        assertThat(calls).as("calls on TCP sockets in the trace").isNotEmpty();
        return calls;
    }

    private static void add(String line, List<Call> calls) {
        Matcher call = ON_TCP.matcher(line);
        if (call.find()) {
            calls.add(new Call(call.group(1), call.group(2), asked(line), Long.parseLong(call.group(3))));
        }
    }

    private static long asked(String line) {
        long sum = 0;
        Matcher parts = LENGTH_OF_PART.matcher(line);
        while (parts.find()) {
            sum += Long.parseLong(parts.group(1));
        }
        Matcher length = LENGTH.matcher(line);
        if (sum == 0 && length.find()) {
            sum = Long.parseLong(length.group(1));
        }
        return sum;
    }
}
