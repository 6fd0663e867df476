package io.kaska.bench.side;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Kaska's broker, by its launcher, with the settings it has by itself. */
public final class KaskaKind implements SideKind {
    private static final String LISTENING = "listening on ";
    private static final String LOG = "log";

    private final Path launcher;
    private final Storage storage;

    /** A broker by the script {@code ./kaska}. */
    public KaskaKind(Path launcher, Storage storage) {
        this.launcher = launcher;
        this.storage = storage;
    }

    @Override
    public String name() {
        return "kaska";
    }

    @Override
    public String settings() {
        return storage.words();
    }

    @Override
    public boolean isStartedHere() {
        return true;
    }

    @Override
    public boolean isEmbeddable() {
        return true;
    }

    @Override
    public boolean hasSockets() {
        return true;
    }

    @Override
    public Side start() {
        Scratch scratch = Scratch.create(storage);
        List<String> command = new ArrayList<>(List.of(launcher.toString(), "broker", "0", "--bind", "127.0.0.1"));
        if (storage.data().isPresent()) {
            command.addAll(List.of("--data", scratch.folder("data").toString(), "--fsync", storage.word()));
        }
        BrokerProcess process = BrokerProcess.start(command, scratch.file(LOG), true, true);
        try {
            String line = process.readLine();
            if (line == null || !line.startsWith(LISTENING)) {
                throw new BenchException("the broker does not start: " + scratch.lastLines(LOG));
            }
            return new Started(process, scratch, "kaska://" + line.substring(LISTENING.length()));
        } catch (IOException e) {
            process.close();
            scratch.close();
            throw new BenchException("the broker does not say where it listens: " + e.getMessage(), e);
        } catch (BenchException e) {
            process.close();
            scratch.close();
            throw e;
        }
    }

    private record Started(BrokerProcess process, Scratch scratch, String url) implements ProcessSide {
        @Override
        public Client connect() {
            return new KaskaClient(url);
        }

        /** A socket that said hello takes one descriptor; a client takes three, and a process has not so many. */
        @Override
        public AutoCloseable connectIdle() {
            return connectSocket();
        }

        @Override
        public SocketChannel connectSocket() {
            int port = Integer.parseInt(url.substring(url.lastIndexOf(':') + 1));
            return KaskaSocket.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
    }
}
