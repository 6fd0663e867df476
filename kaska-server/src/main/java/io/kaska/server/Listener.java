package io.kaska.server;

import io.kaska.KaskaException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts connections on one address, on a thread of its own, until it is closed. */
final class Listener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int BACKLOG = 4_096;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);

    private final ServerSocketChannel channel;
    private final InetSocketAddress address;
    private final Connections connections;
    private final Thread thread;

    private Listener(ServerSocketChannel channel, Connections connections) throws IOException {
        this.channel = channel;
        this.address = (InetSocketAddress) channel.getLocalAddress();
        this.connections = connections;
        this.thread = Thread.ofVirtual().name("kaska-listener").unstarted(this::accept);
    }

    /**
     * Binds the address.
     *
     * @param host null for all interfaces
     * @throws KaskaException that says what is wrong with it
     */
    static Listener bind(@Nullable String host, int port, Connections connections) {
        ServerSocketChannel channel = null;
        try {
            InetSocketAddress wanted = host == null
                    ? new InetSocketAddress(port)
                    : new InetSocketAddress(InetAddress.getByName(host), port);
            channel = ServerSocketChannel.open();
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(wanted, BACKLOG);
            return new Listener(channel, connections);
        } catch (UnknownHostException e) {
            throw new KaskaException("cannot listen on " + host + ": it is no name or address of this machine", e);
        } catch (IOException e) {
            close(channel);
            throw new KaskaException(
                    "cannot listen on port %d of %s: %s; choose another port, or 0 for a free one"
                            .formatted(port, host == null ? "all interfaces" : host, e.getMessage()),
                    e);
        }
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return address;
    }

    void start() {
        thread.start();
    }

    private void accept() {
        while (channel.isOpen()) {
            try {
                take(channel.accept());
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) { // most likely out of file descriptors: some will come free
                LOG.error("cannot accept connections on {}: {}", address, e.getMessage());
                pause();
            }
        }
    }

    private void take(SocketChannel accepted) {
        try {
            connections.add(accepted);
        } catch (IOException e) {
            LOG.debug("a connection was gone before it was served: {}", e.getMessage());
            close(accepted);
        } catch (RuntimeException | Error e) { // most likely out of memory: nobody else must be turned away for ever
            LOG.error("cannot serve a connection to {}", address, e);
            close(accepted);
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_FAILURE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        close(channel);
        Connections.join(thread, Duration.ofSeconds(1));
    }

    private static void close(@Nullable Channel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                LOG.debug("closing {}: {}", channel, e.getMessage());
            }
        }
    }
}
