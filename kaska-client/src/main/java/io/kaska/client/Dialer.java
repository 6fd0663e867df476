package io.kaska.client;

import io.kaska.KaskaConnectionException;
import io.kaska.KaskaException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Makes one connection: tries the addresses of the host one after another, each with its share of the time that is
 * left, and shakes hands with the first that takes the connection. Used by one thread; any other may cancel.
 */
final class Dialer {
    private final Address address;
    private final ConnectOptions options;
    private volatile @Nullable SocketWaiter waiting;
    private volatile boolean cancelled;

    Dialer(Address address, ConnectOptions options) {
        this.address = address;
        this.options = options;
    }

    /** Every problem is a {@link KaskaException}; nothing stays open then. */
    Connection dial() {
        InetAddress[] candidates = candidates(); // which takes as long as the system likes, and does not count
        long endNanos = System.nanoTime() + Durations.nanos(options.connectTimeout());
        KaskaException problem = null;
        for (int i = 0; i < candidates.length && !cancelled; i++) {
            long share = (endNanos - System.nanoTime()) / (candidates.length - i);
            try {
                return dial(new InetSocketAddress(candidates[i], address.port()), share);
            } catch (KaskaConnectionException e) {
                problem = e;
            }
        }
        throw problem != null ? problem : failed("the client was closed", null);
    }

    /** Ends the attempt, with whatever exception. */
    void cancel() {
        cancelled = true;
        SocketWaiter current = waiting;
        if (current != null) {
            current.close();
        }
    }

    boolean isCancelled() {
        return cancelled;
    }

    private InetAddress[] candidates() {
        try {
            return InetAddress.getAllByName(address.host());
        } catch (UnknownHostException e) {
            throw failed("the host is not known", e);
        }
    }

    private Connection dial(InetSocketAddress remote, long nanos) {
        Connection connection = null;
        SocketChannel channel = null;
        SocketWaiter waiter = null;
        try {
            channel = SocketChannel.open();
            waiter = new SocketWaiter(channel);
            waiting = waiter;
            DialWait wait = new DialWait(waiter, nanos, address.toString());
            connect(channel, remote, wait);
            var hello = new Handshake(channel, wait, address.toString()).exchange();
            connection = new Connection(channel, waiter, address.toString(), hello, options);
            return connection;
        } catch (SocketTimeoutException e) {
            throw failed("no answer within " + Durations.shown(Durations.nanos(options.connectTimeout())), e);
        } catch (IOException | ClosedSelectorException | CancelledKeyException e) {
            throw failed(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        } finally {
            waiting = null;
            if (connection == null && channel != null) {
                Quietly.close(channel);
                if (waiter != null) {
                    waiter.close();
                }
            }
        }
    }

    private void connect(SocketChannel channel, InetSocketAddress remote, DialWait wait) throws IOException {
        if (cancelled) {
            throw new ClosedSelectorException(); // cancelled before there was a waiter to close
        }
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        keepAlive(channel, options.keepAlive());
        boolean connected = channel.connect(remote);
        while (!connected) {
            wait.await(SelectionKey.OP_CONNECT);
            connected = channel.finishConnect();
        }
        if (channel.getLocalAddress().equals(channel.getRemoteAddress())) {
            // TCP connects a free port of this machine to itself, when it happens to choose it for both ends.
            throw new IOException("nobody listens there");
        }
    }

    private static void keepAlive(SocketChannel channel, Duration idle) throws IOException {
        if (idle.isZero()) {
            return;
        }
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        if (channel.supportedOptions().contains(ExtendedSocketOptions.TCP_KEEPIDLE)) {
            int seconds = (int) Math.max(1, Math.min(idle.toSeconds(), Short.MAX_VALUE)); // what Linux takes
            channel.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, seconds);
        }
    }

    private KaskaConnectionException failed(String reason, @Nullable Exception cause) {
        return new KaskaConnectionException("cannot connect to " + address + ": " + reason, false, cause);
    }
}
