package io.kaska.server;

import io.kaska.log.Slices;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The bytes to and from one peer. Reads look for a moment before they sleep, see {@link SpinGate} and {@link SpinHabit}; a
 * write hands all its buffers to the kernel in one call, and goes on only where the kernel took a part.
 *
 * <p>For the thread of the connection, which alone changes the channel's mode: non-blocking, but while it sleeps. One
 * other thread may write while the connection's thread sleeps in {@link #readFirst} ({@link #writeAside}). {@link #close},
 * {@link #stalledFor} and {@link #keepsDeleted} may be called by any.
 */
final class Peer {
    private static final long NOT_WAITING = 0;

    private final SocketChannel channel;
    private final SpinGate gate;
    private final SpinHabit habit = new SpinHabit();
    private volatile long waitingSince = NOT_WAITING; // for the peer, in the middle of something
    private volatile @Nullable BooleanSupplier
            deleted; // whether what is in use for the peer was deleted; null if nothing is
    private long deletedSince = NOT_WAITING; // when that was seen first; for the stall watch alone

    Peer(SocketChannel channel, SpinGate gate) throws IOException {
        this.channel = channel;
        this.gate = gate;
        channel.configureBlocking(false);
    }

    /**
     * Fills the buffer's room with the beginning of a request, and waits for it as long as it takes.
     *
     * @return false if the peer closed the connection before the first byte
     */
    boolean readFirst(ByteBuffer to) throws IOException {
        int room = to.remaining();
        if (!spin(to)) {
            sleepInRead(to);
        }
        if (to.remaining() == room) {
            return false;
        }
        readFully(to);
        return true;
    }

    /** The same without a look before: for a thread that leaves the channel to a writer aside meanwhile. */
    boolean sleepForFirst(ByteBuffer to) throws IOException {
        gate.fallAsleep();
        try {
            return channel.read(to) >= 0;
        } finally {
            gate.wakeUp();
        }
    }

    /** Fills the buffer's room. The peer owes these bytes: it counts as stalled while they do not come. */
    void readFully(ByteBuffer to) throws IOException {
        while (to.hasRemaining()) {
            if (spin(to)) {
                continue;
            }
            waitingSince = now();
            int before = to.remaining();
            sleepInRead(to);
            waitingSince = NOT_WAITING;
            if (to.remaining() == before) {
                throw new EOFException("the peer closed the connection in the middle of a request");
            }
        }
    }

    /** Reads what is there, looking for a moment; false if nothing came, or never will. */
    private boolean spin(ByteBuffer to) throws IOException {
        int n = channel.read(to);
        if (n != 0 || !habit.wantsLook() || !gate.enter()) {
            return n > 0;
        }
        try {
            long deadline = System.nanoTime() + SpinGate.SPIN_NANOS;
            do {
                gate.pause();
                n = channel.read(to);
                if (n == 0 && !gate.mayStay()) {
                    return false; // which says nothing of the peer
                }
            } while (n == 0 && System.nanoTime() - deadline < 0);
            habit.looked(n != 0);
            return n > 0;
        } finally {
            gate.leave();
        }
    }

    private void sleepInRead(ByteBuffer to) throws IOException {
        gate.fallAsleep();
        try {
            channel.configureBlocking(true);
            channel.read(to);
            channel.configureBlocking(false);
        } finally {
            gate.wakeUp();
        }
    }

    /** Sends all of the buffer. */
    void write(ByteBuffer bytes) throws IOException {
        channel.write(bytes);
        if (bytes.hasRemaining()) {
            sleepInWrite(new ByteBuffer[] {bytes}, 1, bytes.remaining());
        }
    }

    /** Sends all of the buffers. */
    void write(ByteBuffer[] buffers, int count, long size) throws IOException {
        long left = size - channel.write(buffers, 0, count);
        if (left > 0) {
            sleepInWrite(buffers, count, left);
        }
    }

    /**
     * Sends an answer.
     *
     * @param isDeleted whether it keeps something from going that was deleted: see {@link #keepsDeleted}
     */
    void write(Slices answer, BooleanSupplier isDeleted) throws IOException {
        long left = answer.size() - channel.write(answer.array(), 0, answer.count());
        if (left > 0) {
            begin(isDeleted);
            try {
                sleepInWrite(answer.array(), answer.count(), left);
            } finally {
                end();
            }
        }
    }

    /** Makes the channel ready for a writer aside; the thread of the connection may only sleep for a first byte then. */
    void allowWriterAside() throws IOException {
        channel.configureBlocking(true);
    }

    void endWriterAside() throws IOException {
        channel.configureBlocking(false);
    }

    /** The same as {@link #write(Slices, BooleanSupplier)} by another thread, while the channel is blocking. */
    void writeAside(Slices answer, BooleanSupplier isDeleted) throws IOException {
        begin(isDeleted);
        try {
            writeRest(answer.array(), answer.count(), answer.size());
        } finally {
            end();
        }
    }

    private void sleepInWrite(ByteBuffer[] buffers, int count, long size) throws IOException {
        gate.fallAsleep();
        try {
            channel.configureBlocking(true);
            writeRest(buffers, count, size);
            channel.configureBlocking(false);
        } finally {
            gate.wakeUp();
        }
    }

    private void writeRest(ByteBuffer[] buffers, int count, long size) throws IOException {
        long left = size;
        int first = 0;
        while (left > 0) {
            while (!buffers[first].hasRemaining()) {
                first++;
            }
            waitingSince = now();
            left -= channel.write(buffers, first, count - first);
        }
        waitingSince = NOT_WAITING;
    }

    private static long now() {
        long now = System.nanoTime();
        return now == NOT_WAITING ? 1 : now;
    }

    /** How long the peer has kept us waiting in the middle of something, in nanoseconds; 0 if it does not. */
    long stalledFor(long now) {
        long since = waitingSince;
        return since == NOT_WAITING ? 0 : now - since;
    }

    /** Something that can be deleted is in use for the peer until {@link #end}. */
    void begin(BooleanSupplier isDeleted) {
        deleted = isDeleted;
    }

    void end() {
        deleted = null;
    }

    /**
     * Whether the peer has kept something from going for that many nanoseconds, as far as the calls of this can tell.
     * For one thread.
     */
    boolean keepsDeleted(long now, long nanos) {
        BooleanSupplier gone = deleted;
        if (gone == null || !gone.getAsBoolean()) {
            deletedSince = NOT_WAITING;
            return false;
        }
        if (deletedSince == NOT_WAITING) {
            deletedSince = now == NOT_WAITING ? 1 : now;
        }
        return now - deletedSince >= nanos;
    }

    /** Says goodbye so that the peer can still read what was sent: no more is sent, what comes is thrown away a while. */
    void closeGently(ByteBuffer scratch) {
        try (channel) {
            channel.shutdownOutput();
            channel.configureBlocking(true);
            waitingSince = now();
            for (int reads = 0; reads < 1_000 && channel.read(scratch.clear()) >= 0; reads++) {}
        } catch (IOException e) {
            // the peer is gone: nobody is left to be told
        }
    }

    /** Never throws. */
    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // the descriptor is closed whatever close says
        }
    }

    @Override
    public String toString() {
        try {
            return String.valueOf(channel.getRemoteAddress());
        } catch (IOException e) {
            return "a peer that is gone";
        }
    }
}
