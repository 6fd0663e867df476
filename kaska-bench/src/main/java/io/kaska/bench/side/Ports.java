package io.kaska.bench.side;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;

/** Ports of the loopback interface, for servers that cannot choose one by themselves. */
public final class Ports {
    private static final int PATIENCE_MILLIS = 60_000;
    private static final int PAUSE_MILLIS = 2;

    private Ports() {}

    /** A port that nobody has at this moment. */
    public static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new BenchException("cannot find a free port: " + e.getMessage(), e);
        }
    }

    /** A connection to a server that listens. */
    public static SocketChannel connect(int port) {
        try {
            return SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new BenchException("cannot connect to port " + port + ": " + e.getMessage(), e);
        }
    }

    /**
     * Waits until a process listens.
     *
     * @param log its log, to say why it does not
     */
    public static void await(int port, BrokerProcess process, Scratch scratch, String log) {
        long begun = System.nanoTime();
        while (!listens(port)) {
            if (!process.isAlive() || System.nanoTime() - begun > PATIENCE_MILLIS * 1_000_000L) {
                throw new BenchException("the broker does not start: " + scratch.lastLines(log));
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new BenchException("interrupted while a broker starts", e);
            }
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            return true;
        } catch (IOException e) {
            return false; // not yet
        }
    }
}
