package io.kaska.bench.nats;

import io.kaska.bench.side.BenchException;
import io.kaska.bench.side.Installed;
import io.kaska.bench.side.Peer;
import io.kaska.bench.side.SideKind;
import io.kaska.bench.side.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** NATS with JetStream. Before version 2.10 it cannot be told when to flush. */
public final class NatsPeer implements Peer {
    private static final Pattern VERSION = Pattern.compile("v(\\d{1,4})\\.(\\d{1,4})");

    /** For {@link java.util.ServiceLoader}. */
    public NatsPeer() {}

    @Override
    public String name() {
        return "nats";
    }

    @Override
    public List<SideKind> kinds(Path root, Storage storage) {
        Path program = Installed.find("nats-server");
        String version = version(program);
        if (storage.data().isPresent() && storage.fsync() != Storage.Fsync.NEVER && !flushesWhenTold(version)) {
            throw new BenchException(
                    version + " flushes each two minutes whatever it is told: compare with --fsync never");
        }
        return List.of(new NatsKind(program, storage));
    }

    private static String version(Path program) {
        try {
            Process process = new ProcessBuilder(program.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .replace(": ", " ");
        } catch (IOException e) {
            throw new BenchException("cannot start " + program + ": " + e.getMessage(), e);
        }
    }

    static boolean flushesWhenTold(String version) {
        Matcher numbers = VERSION.matcher(version);
        return numbers.find() && (Integer.parseInt(numbers.group(1)) > 2 || Integer.parseInt(numbers.group(2)) >= 10);
    }
}
