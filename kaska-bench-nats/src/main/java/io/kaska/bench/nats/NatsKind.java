package io.kaska.bench.nats;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.kaska.bench.side.BenchException;
import io.kaska.bench.side.BrokerProcess;
import io.kaska.bench.side.Client;
import io.kaska.bench.side.Ports;
import io.kaska.bench.side.ProcessSide;
import io.kaska.bench.side.Scratch;
import io.kaska.bench.side.Side;
import io.kaska.bench.side.SideKind;
import io.kaska.bench.side.Storage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;

/** One server with its defaults; a topic is a stream with one subject, in memory or in files. */
record NatsKind(Path program, Storage storage) implements SideKind {
    private static final String LOG = "log";
    private static final String CONFIGURATION = "nats.conf";

    /** Each has threads that read, write, and call back. */
    private static final int MOST_CLIENTS = 100;

    /** The largest message, 32 MiB, and room for its head, in bytes. */
    private static final int MOST_BYTES = (32 << 20) + (1 << 16);

    private static final String HELLO = "CONNECT {\"verbose\":false}\r\nPING\r\n";
    private static final String ANSWER = "PONG";

    @Override
    public String name() {
        return "nats";
    }

    @Override
    public String settings() {
        return storage.data().isEmpty()
                ? "JetStream, memory storage"
                : "JetStream, file storage, "
                        + switch (storage.fsync()) {
                            case ALWAYS -> "sync_interval always";
                            case INTERVAL -> "sync_interval 1s";
                            case NEVER -> "its own sync interval";
                        };
    }

    @Override
    public boolean isStartedHere() {
        return true;
    }

    @Override
    public int maxClients() {
        return MOST_CLIENTS;
    }

    @Override
    public Side start() {
        Scratch scratch = Scratch.create(storage);
        int port = Ports.free();
        try {
            scratch.write(CONFIGURATION, configuration(port, scratch.folder("data")));
            BrokerProcess process = BrokerProcess.startListening(
                    List.of(
                            program.toString(),
                            "--config",
                            scratch.file(CONFIGURATION).toString()),
                    port,
                    scratch,
                    LOG,
                    false);
            return new Started(process, scratch, port, storage.data().isPresent());
        } catch (BenchException e) {
            scratch.close();
            throw e;
        }
    }

    private String configuration(int port, Path data) {
        return String.join(
                "\n",
                "host: 127.0.0.1",
                "port: " + port,
                "max_payload: " + MOST_BYTES,
                "jetstream {",
                "store_dir: \"" + data + "\"",
                flushing(),
                "}",
                "");
    }

    private String flushing() {
        if (storage.data().isEmpty()) {
            return "";
        }
        return switch (storage.fsync()) {
            case ALWAYS -> "sync_interval: always";
            case INTERVAL -> "sync_interval: 1s";
            case NEVER -> "";
        };
    }

    private record Started(BrokerProcess process, Scratch scratch, int port, boolean onDisk) implements ProcessSide {
        @Override
        public Client connect() {
            return new NatsClient("nats://127.0.0.1:" + port, onDisk);
        }

        /** A socket that has said hello, as every client does first. */
        @Override
        public AutoCloseable connectIdle() {
            SocketChannel socket = Ports.connect(port);
            try {
                socket.write(ByteBuffer.wrap(HELLO.getBytes(UTF_8)));
                BufferedReader answers =
                        new BufferedReader(new InputStreamReader(socket.socket().getInputStream(), UTF_8));
                for (String line = answers.readLine(); !ANSWER.equals(line); line = answers.readLine()) {
                    if (line == null) {
                        throw new BenchException("NATS refuses a connection");
                    }
                }
                return socket;
            } catch (IOException e) {
                throw new BenchException("NATS does not answer: " + e.getMessage(), e);
            }
        }
    }
}
