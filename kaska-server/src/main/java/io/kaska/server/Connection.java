package io.kaska.server;

import io.kaska.broker.RefusedException;
import io.kaska.protocol.Operation;
import io.kaska.protocol.RequestHeader;
import io.kaska.protocol.Status;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection, from its hello to its end, on a thread of its own that serves its requests in their order;
 * another one may go on between two of them. What a request means is its handler's business; here is which handler, and
 * what becomes of errors.
 */
final class Connection {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final Peer peer;
    private final Exchange exchange;
    private final Handshake handshake;
    private final Requests requests;
    private final SpinGate gate;
    private boolean greeted;
    private @Nullable WaitingFetch waiting;

    Connection(Peer peer, Exchange exchange, Handshake handshake, Requests requests, SpinGate gate) {
        this.peer = peer;
        this.exchange = exchange;
        this.handshake = handshake;
        this.requests = requests;
        this.gate = gate;
    }

    /**
     * Serves the client to its end, or until the thread shall no longer.
     *
     * @param mayStay asked after each request whether the thread may go on
     * @return whether the connection lives, and is to be served by calling this again
     */
    boolean serve(BooleanSupplier mayStay) {
        boolean goesOn = false;
        gate.wakeUp();
        try {
            if (!greeted) {
                greeted = handshake.greet(peer, exchange);
            }
            if (greeted) {
                goesOn = serveRequests(mayStay);
            } else {
                closeGently();
            }
        } catch (ClosedChannelException e) {
            LOG.debug("{}: closed by this side", peer);
        } catch (EOFException e) {
            LOG.debug("{}: {}", peer, e.getMessage());
        } catch (IOException e) {
            LOG.debug("{}: the connection broke: {}", peer, e.getMessage());
        } catch (RuntimeException | Error e) {
            LOG.error("{}: the connection is closed by a defect of the broker", peer, e);
        } finally {
            gate.fallAsleep();
            if (!goesOn) {
                peer.close();
                exchange.giveBackScratch();
                endWaitingFetch();
            }
        }
        return goesOn;
    }

    private void closeGently() {
        gate.fallAsleep();
        try {
            peer.closeGently(exchange.in(16));
        } finally {
            gate.wakeUp();
        }
    }

    private void endWaitingFetch() {
        if (waiting != null) {
            try {
                waiting.finish();
            } catch (IOException e) {
                LOG.debug("{}: {}", peer, e.getMessage());
            }
        }
    }

    /** @return false at the end of the connection */
    private boolean serveRequests(BooleanSupplier mayStay) throws IOException {
        ByteBuffer in = exchange.in(RequestHeader.SIZE);
        while (readFirst(in)) {
            RequestHeader header = RequestHeader.get(in.flip());
            if (header.size() < 0) {
                exchange.refuse(Status.INVALID_REQUEST, 0, "a request has at most 2^31-1 bytes behind its header");
                peer.closeGently(exchange.in(RequestHeader.SIZE));
                return false;
            }
            serve(header);
            if (!mayStay.getAsBoolean()) {
                return true;
            }
            in = exchange.in(RequestHeader.SIZE);
        }
        return false;
    }

    private boolean readFirst(ByteBuffer in) throws IOException {
        WaitingFetch fetch = waiting;
        if (fetch == null) {
            return peer.readFirst(in);
        }
        boolean more = peer.sleepForFirst(in);
        finish(fetch);
        waiting = null;
        peer.endWriterAside();
        if (more) {
            peer.readFully(in);
        }
        return more;
    }

    /** Waits for its answer, which a slow reader may hold up. */
    private void finish(WaitingFetch fetch) throws IOException {
        gate.fallAsleep();
        try {
            fetch.finish();
        } finally {
            gate.wakeUp();
        }
    }

    private void serve(RequestHeader header) throws IOException {
        exchange.begin(header);
        try {
            dispatch(header);
        } catch (RefusedException e) {
            exchange.refuse(e);
        } catch (RuntimeException e) {
            if (!exchange.isAnswered()) {
                exchange.refuse(Status.INTERNAL_ERROR, 0, "a defect of the broker, its log says more: " + e);
            }
            throw e;
        }
        exchange.end();
        if (waiting != null) {
            peer.allowWriterAside();
            waiting.start();
        }
    }

    private void dispatch(RequestHeader header) throws IOException, RefusedException {
        Operation operation = Operation.ofCode(header.operation());
        if (operation == null) {
            exchange.refuse(
                    Status.UNKNOWN_OPERATION, 0, "operation " + header.operation() + " is unknown to this broker");
            return;
        }
        if ((header.flags() & ~operation.flags()) != 0) {
            throw Exchange.invalid("flags " + header.flags() + " of " + operation + " are unknown to this broker");
        }
        int id = header.topicId();
        switch (operation) {
            case CREATE_TOPIC -> requests.topics().create(exchange);
            case RESOLVE_TOPIC -> requests.topics().resolve(exchange);
            case DELETE_TOPIC -> requests.topics().delete(exchange, id);
            case COUNT_TOPICS -> requests.topics().count(exchange);
            case LIST_TOPICS -> requests.topics().list(exchange);
            case SEND -> requests.messages().send(exchange, header);
            case SEND_BATCH -> requests.messages().sendBatch(exchange, header);
            case FETCH -> fetch(header.count());
            case MESSAGE_LENGTH -> requests.messages().messageLength(exchange, id);
            case END_OFFSET -> requests.ranges().endOffset(exchange, id);
            case COMMIT -> requests.offsets().commit(exchange, id);
            case COMMITTED -> requests.offsets().committed(exchange, id);
            case LIST_CLIENTS -> requests.offsets().listClients(exchange);
            case EARLIEST_OFFSET -> requests.ranges().earliestOffset(exchange, id);
            case OFFSET_FOR_TIME -> requests.ranges().offsetForTime(exchange, id);
            case TRIM_TOPIC -> requests.ranges().trim(exchange, id);
            case RETENTION -> requests.ranges().retention(exchange, id);
            case SEND_DATED -> requests.messages().sendDated(exchange, header);
        }
    }

    private void fetch(int topicCount) throws IOException, RefusedException {
        waiting = requests.fetches().fetch(exchange, topicCount);
        if (waiting != null) {
            exchange.answeredElsewhere();
        }
    }
}
