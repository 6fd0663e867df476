package io.kaska.bench.redis;

import io.kaska.bench.side.BenchException;
import io.kaska.bench.side.BrokerProcess;
import io.kaska.bench.side.Client;
import io.kaska.bench.side.Ports;
import io.kaska.bench.side.ProcessSide;
import io.kaska.bench.side.Scratch;
import io.kaska.bench.side.Side;
import io.kaska.bench.side.SideKind;
import io.kaska.bench.side.Storage;
import java.nio.file.Path;
import java.util.List;

/** One server with its defaults, but for what it writes to the disk: an append-only file, or nothing. */
record RedisKind(Path program, Storage storage) implements SideKind {
    private static final String LOG = "log";

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public String settings() {
        return storage.data().isEmpty()
                ? "memory: save \"\", appendonly no"
                : "memory and disk: save \"\", appendonly yes, appendfsync " + appendFsync();
    }

    private String appendFsync() {
        return switch (storage.fsync()) {
            case ALWAYS -> "always";
            case INTERVAL -> "everysec";
            case NEVER -> "no";
        };
    }

    @Override
    public boolean isStartedHere() {
        return true;
    }

    @Override
    public Side start() {
        Scratch scratch = Scratch.create(storage);
        int port = Ports.free();
        List<String> command = List.of(
                program.toString(),
                "--port",
                String.valueOf(port),
                "--bind",
                "127.0.0.1",
                "--dir",
                scratch.folder("data").toString(),
                "--save",
                "",
                "--appendonly",
                storage.data().isEmpty() ? "no" : "yes",
                "--appendfsync",
                appendFsync());
        try {
            BrokerProcess process = BrokerProcess.startListening(command, port, scratch, LOG, false);
            return new Started(process, scratch, port);
        } catch (BenchException e) {
            scratch.close();
            throw e;
        }
    }

    private record Started(BrokerProcess process, Scratch scratch, int port) implements ProcessSide {
        @Override
        public Client connect() {
            return new RedisClient(port);
        }

        @Override
        public AutoCloseable connectIdle() {
            RespConnection connection = new RespConnection(port);
            connection.command("PING");
            connection.flush();
            connection.read();
            return connection;
        }
    }
}
