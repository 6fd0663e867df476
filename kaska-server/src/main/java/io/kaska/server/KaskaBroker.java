package io.kaska.server;

import io.kaska.Kaska;
import io.kaska.KaskaBuilder;
import io.kaska.KaskaException;
import io.kaska.broker.Broker;
import io.kaska.broker.BrokerLimits;
import io.kaska.broker.CommittedOffsets;
import io.kaska.broker.DataFolder;
import io.kaska.log.Fsync;
import io.kaska.log.LogSettings;
import io.kaska.log.MessageStore;
import io.kaska.log.Retention;
import io.kaska.protocol.Protocol;
import io.kaska.spi.Clients;
import io.kaska.spi.Retentions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A broker inside this JVM: it listens for clients, and gives out clients that talk to it without a socket. Any number
 * can live in one JVM; none shares anything with another, and none ever ends the JVM.
 *
 * <pre>{@code
 * try (KaskaBroker broker = KaskaBroker.builder().port(0).start();
 *         Kaska kaska = broker.client()) {
 *     kaska.createTopic("events");
 *     kaska.send("events", "hello".getBytes(UTF_8));
 * }
 * }</pre>
 *
 * <p>Safe for use by many threads.
 */
public final class KaskaBroker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KaskaBroker.class);

    private final Broker broker;
    private final Connections connections;
    private final Listener listener;
    private final EngineLinks links;
    private boolean closed; // guarded by the monitor

    private KaskaBroker(Broker broker, Connections connections, Listener listener) {
        this.broker = broker;
        this.connections = connections;
        this.listener = listener;
        this.links = new EngineLinks(broker);
    }

    /** A broker to be set up. */
    public static Builder builder() {
        return new Builder();
    }

    /** The port it listens on. */
    public int port() {
        return address().getPort();
    }

    /** The address it listens on. */
    public InetSocketAddress address() {
        return listener.address();
    }

    /**
     * A client of this broker without a socket; to be closed by the caller. Its messages are copies.
     *
     * @throws KaskaException if the broker is closed
     */
    public Kaska client() {
        return client(Kaska.builder());
    }

    /**
     * The same with settings of its own.
     *
     * @param options its address and the settings of TCP play no part
     * @throws KaskaException if the broker is closed
     */
    public Kaska client(KaskaBuilder options) {
        return Clients.over(links.open(), options);
    }

    /**
     * Disconnects all clients, frees all memory. What is not kept in a folder is lost. Never throws; a second call does
     * nothing, but waits for the first.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        listener.close();
        links.close();
        connections.close();
        broker.close();
    }

    /** The address and the limits of a broker to be started. Each setter returns this; not safe for use by many threads. */
    public static final class Builder {
        private static final int SHARE_OF_MACHINE = 2;
        private static final int SHARE_UNFINISHED = 8;

        private int port;
        private @Nullable String bind;
        private @Nullable Path committedOffsets;
        private @Nullable Path data;
        private LogSettings log = LogSettings.DEFAULT;
        private int maxMessageSize = Protocol.DEFAULT_MAX_MESSAGE_SIZE;
        private int maxNameSize = Protocol.MAX_NAME_SIZE;
        private int maxConnections = 100_000;
        private long memory;
        private long unfinishedMemory;
        private Duration stallTimeout = Duration.ofSeconds(30);
        private boolean spinning = true;

        private Builder() {}

        /** The TCP port, 0 to 65 535; 0, the default, takes a free one. */
        public Builder port(int port) {
            require(port >= 0 && port <= 65_535, "port", port, "0 to 65535");
            this.port = port;
            return this;
        }

        /** The name or address of the interface to listen on; all interfaces if it is not set. */
        public Builder bind(String address) {
            require(!address.isEmpty(), "address to listen on", address, "a name or an address");
            this.bind = address;
            return this;
        }

        /** An existing folder in which committed offsets are kept; if it is not set, they live in memory. */
        public Builder committedOffsets(Path directory) {
            this.committedOffsets = directory;
            return this;
        }

        /**
         * An existing folder in which topics, messages and, unless there is another folder for them, committed offsets
         * are kept, and found by the next broker on it; one broker at a time. If it is not set, they live in memory.
         * Unless one of the next says otherwise a message is on the disk before it is acknowledged.
         */
        public Builder data(Path directory) {
            this.data = directory;
            return this;
        }

        /** A message is on the disk before it is acknowledged, and before anybody sees it; this is the default. */
        public Builder fsyncAlways() {
            log = log.with(Fsync.ALWAYS);
            return this;
        }

        /** Messages survive a power loss after that time at the latest, more than zero; the end of the process always. */
        public Builder fsyncInterval(Duration interval) {
            require(interval.isPositive(), "time between flushes", interval, "more than zero");
            log = log.with(Fsync.INTERVAL, interval);
            return this;
        }

        /** Messages survive a power loss if the operating system pleases; the end of the process always. */
        public Builder fsyncNever() {
            log = log.with(Fsync.NEVER);
            return this;
        }

        /** The size of the files that messages are kept in, 4 KiB to 1 GiB; 256 MiB. A larger message has one alone. */
        public Builder segmentSize(int bytes) {
            require(bytes >= 4_096 && bytes <= 1 << 30, "size of a segment", bytes, "4096 to " + (1 << 30));
            log = log.withSegmentSize(bytes);
            return this;
        }

        /** How many files of messages may be open and mapped at one time, 16 or more; 4 096. */
        public Builder openFiles(int count) {
            require(count >= 16, "limit of open files", count, "16 or more");
            log = log.withOpenFiles(count);
            return this;
        }

        /** The most bytes of one message, or of the messages of one send together: 1 to 2 147 418 112; 64 MiB. */
        public Builder maxMessageSize(int bytes) {
            require(
                    bytes >= 1 && bytes <= Protocol.LARGEST_MESSAGE_SIZE,
                    "largest message",
                    bytes,
                    "1 to " + Protocol.LARGEST_MESSAGE_SIZE);
            this.maxMessageSize = bytes;
            return this;
        }

        /**
         * Messages are kept for this time at least, 1 ms or more, and dropped some time later, in memory and on disk, by
         * topics that say nothing themselves: see {@link Kaska#setRetention}. If it is not set, age is no reason.
         */
        public Builder retentionAge(Duration age) {
            require(age.compareTo(Duration.ofMillis(1)) >= 0, "age to keep messages for", age, "1 ms or more");
            long millis = Retentions.fields(io.kaska.Retention.ofAge(age)).ageMillis();
            log = log.with(new Retention(millis, log.retention().bytes()));
            return this;
        }

        /**
         * The newest messages of so many bytes of each topic are kept at least, 1 or more; what is older goes. If it is
         * not set, bytes are no reason.
         */
        public Builder retentionBytes(long bytes) {
            require(bytes >= 1, "bytes to keep of a topic", bytes, "1 or more");
            log = log.with(new Retention(log.retention().ageMillis(), bytes));
            return this;
        }

        /** The most bytes of the name of a topic or client, 1 to 65 534, which is the default. */
        public Builder maxNameSize(int bytes) {
            require(
                    bytes >= 1 && bytes <= Protocol.MAX_NAME_SIZE,
                    "longest name",
                    bytes,
                    "1 to " + Protocol.MAX_NAME_SIZE);
            this.maxNameSize = bytes;
            return this;
        }

        /** The most connections at one time, 1 or more; 100 000. */
        public Builder maxConnections(int count) {
            require(count >= 1, "limit of connections", count, "1 or more");
            this.maxConnections = count;
            return this;
        }

        /** The most bytes of native memory for messages, 1 or more; half of the machine's memory. */
        public Builder memory(long bytes) {
            require(bytes >= 1, "memory for messages", bytes, "1 or more");
            this.memory = bytes;
            return this;
        }

        /**
         * The most bytes for what has not arrived whole, over all connections, 1 or more; a single message may take three
         * quarters of it. An eighth of the memory, or four times the largest message if that is more.
         */
        public Builder unfinishedMemory(long bytes) {
            require(bytes >= 1, "memory for unfinished messages", bytes, "1 or more");
            this.unfinishedMemory = bytes;
            return this;
        }

        /** How long a peer may stop in the middle of a request or answer before it is disconnected; 30 s. */
        public Builder stallTimeout(Duration timeout) {
            require(timeout.isPositive(), "stall timeout", timeout, "more than zero");
            this.stallTimeout = timeout;
            return this;
        }

        /** Whether threads look at their sockets for a moment before they sleep; on. An idle broker never does. */
        public Builder spinning(boolean on) {
            this.spinning = on;
            return this;
        }

        /**
         * Starts the broker; when it returns, clients can connect.
         *
         * @throws KaskaException if it cannot listen there, or cannot use the folder; the message says why
         */
        public KaskaBroker start() {
            long memory = this.memory > 0 ? this.memory : MachineMemory.size() / SHARE_OF_MACHINE;
            long unfinished = unfinished(memory);
            Broker broker = openBroker(new MessageStore(memory, unfinished, InstantSource.system()));
            Connections connections =
                    new Connections(broker, new ServerLimits(maxConnections, unfinished, stallTimeout, spinning));
            try {
                Listener listener = Listener.bind(bind, port, connections);
                listener.start();
                return new KaskaBroker(broker, connections, listener);
            } catch (KaskaException e) {
                connections.close();
                broker.close();
                throw e;
            }
        }

        /** A broker that was told nothing can take its largest message three times at once, or what its memory allows. */
        private long unfinished(long memory) {
            if (unfinishedMemory == 0) {
                return Math.max(memory / SHARE_UNFINISHED, 4L * maxMessageSize);
            }
            if (MessageStore.largestUnfinished(unfinishedMemory) < maxMessageSize) {
                LOG.warn(
                        "a message of {} bytes can never arrive: a single one may take {} bytes of the {} for unfinished ones",
                        maxMessageSize,
                        MessageStore.largestUnfinished(unfinishedMemory),
                        unfinishedMemory);
            }
            return unfinishedMemory;
        }

        private Broker openBroker(MessageStore store) {
            BrokerLimits limits = new BrokerLimits(maxMessageSize, maxNameSize);
            try {
                if (data == null) {
                    return new Broker(store, log.retention(), openOffsets(committedOffsets), limits);
                }
                DataFolder folder = DataFolder.open(data);
                return openBroker(folder, store, limits);
            } catch (IOException e) {
                throw new KaskaException(String.valueOf(e.getMessage()), e);
            }
        }

        private Broker openBroker(DataFolder folder, MessageStore store, BrokerLimits limits) throws IOException {
            CommittedOffsets offsets;
            try {
                offsets = openOffsets(committedOffsets == null ? folder.offsets() : committedOffsets);
            } catch (IOException e) {
                folder.close();
                throw e;
            }
            return Broker.inFolder(folder, store, log, offsets, limits);
        }

        private static CommittedOffsets openOffsets(@Nullable Path directory) throws IOException {
            return directory == null ? CommittedOffsets.inMemory() : CommittedOffsets.inDirectory(directory);
        }

        private static void require(boolean ok, String what, Object value, String right) {
            if (!ok) {
                throw new IllegalArgumentException("the " + what + " is " + value + ": it has to be " + right);
            }
        }
    }
}
