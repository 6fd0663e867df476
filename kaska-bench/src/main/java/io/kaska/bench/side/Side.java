package io.kaska.bench.side;

import java.nio.channels.SocketChannel;
import java.util.OptionalLong;

/** A running broker, and what can be known of its process. Safe for use by many threads. */
public interface Side extends AutoCloseable {
    /** A client over a connection of its own, which is made by its first call. */
    Client connect();

    /** A connection that is open and does nothing. */
    AutoCloseable connectIdle();

    /**
     * A socket on which both sides have said hello in Kaska's protocol, and which blocks.
     *
     * @throws UnsupportedOperationException if its kind does not have them
     */
    default SocketChannel connectSocket() {
        throw new UnsupportedOperationException("a kind without sockets of Kaska's protocol");
    }

    /** Whether it is reached over this machine's loopback interface. */
    boolean isLocal();

    /** The processor time that its process took so far, in nanoseconds, to 10 ms; empty if it cannot be known. */
    default OptionalLong cpuNanos() {
        return OptionalLong.empty();
    }

    /** The bytes of Java heap that it allocated so far; empty if it is no JVM that can be asked. */
    default OptionalLong allocatedBytes() {
        return OptionalLong.empty();
    }

    /** What its process has in memory; empty if it cannot be known. */
    default OptionalLong residentBytes() {
        return OptionalLong.empty();
    }

    /** Ends the broker, if it was started here, and deletes what it wrote. */
    @Override
    void close();
}
