package io.kaska.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between clients and a broker, hands every byte on, and remembers those of each direction. It can hold back
 * what the broker says, and cut all connections.
 */
final class RecordingProxy implements AutoCloseable {
    private final int brokerPort;
    private final ServerSocket listener;
    private final Collection<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final ByteArrayOutputStream fromClients = new ByteArrayOutputStream();
    private final ByteArrayOutputStream fromBroker = new ByteArrayOutputStream();
    private final Object gate = new Object();
    private boolean holding;

    RecordingProxy(int brokerPort) throws IOException {
        this.brokerPort = brokerPort;
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        inThread(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many connections were made through it. */
    int connections() {
        return connections.get();
    }

    /** What clients have said since the last call. */
    byte[] takeFromClients() {
        return take(fromClients);
    }

    /** What the broker has said since the last call. */
    byte[] takeFromBroker() {
        return take(fromBroker);
    }

    private static byte[] take(ByteArrayOutputStream from) {
        synchronized (from) {
            byte[] bytes = from.toByteArray();
            from.reset();
            return bytes;
        }
    }

    /** From now on what the broker says does not reach the clients, until told otherwise. */
    void holdAnswers(boolean hold) {
        synchronized (gate) {
            holding = hold;
            gate.notifyAll();
        }
    }

    /** Cuts all connections; new ones are taken. */
    void cut() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            sockets.add(client);
            inThread(() -> join(client));
        }
    }

    private void join(Socket client) throws IOException {
        try {
            Socket broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
            sockets.add(broker);
            client.setTcpNoDelay(true);
            broker.setTcpNoDelay(true);
            connections.incrementAndGet();
            inThread(() -> pump(broker, client, fromBroker, true));
            pump(client, broker, fromClients, false);
        } finally {
            client.close(); // also where there is no broker
        }
    }

    private void pump(Socket from, Socket to, ByteArrayOutputStream record, boolean answers) throws IOException {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] some = new byte[65_536];
            for (int n = in.read(some); n >= 0; n = in.read(some)) {
                synchronized (record) {
                    record.write(some, 0, n);
                }
                if (answers) {
                    passTheGate();
                }
                out.write(some, 0, n);
            }
        }
    }

    private void passTheGate() {
        synchronized (gate) {
            while (holding) {
                try {
                    gate.wait();
                } catch (InterruptedException e) {
                    return; // nobody interrupts these threads
                }
            }
        }
    }

    /** A step of a connection's life, which ends when one of its sockets is closed. */
    private interface Step {
        void run() throws IOException;
    }

    private static void inThread(Step step) {
        Thread.ofVirtual().name("proxy").start(() -> {
            try {
                step.run();
            } catch (IOException e) {
                // one side has closed, or the proxy: that is how each of these ends
            }
        });
    }

    @Override
    public void close() throws IOException {
        holdAnswers(false);
        listener.close();
        cut();
    }
}
