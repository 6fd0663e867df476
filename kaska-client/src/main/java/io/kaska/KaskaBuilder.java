package io.kaska;

import io.kaska.client.Address;
import io.kaska.client.Arguments;
import io.kaska.client.ConnectOptions;
import io.kaska.client.Places;
import io.kaska.client.TcpLink;
import io.kaska.spi.ClientOptions;
import io.kaska.spi.Clients;
import io.kaska.spi.KaskaProvider;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The address and the limits of a client, to be set before it is made. Each method sets one thing and returns this
 * builder; what is wrong is an {@link IllegalArgumentException} at once. Not safe for use by several threads; may make
 * several clients.
 */
public final class KaskaBuilder {
    private static final String URL_VARIABLE = "KASKA_URL";

    private @Nullable Address address;
    /** A broker of another kind, in place of the address. */
    private KaskaProvider.@Nullable Place elsewhere;

    private Duration connectTimeout = Duration.ofSeconds(5);
    private Duration requestTimeout = Duration.ofSeconds(30);
    private Duration keepAlive = Duration.ofSeconds(60);
    private long sendMemory = 64L << 20;
    private boolean failWhenSendMemoryIsFull;
    private long readAhead = 1L << 20;
    private int readAheadMessages = Integer.MAX_VALUE;
    private OffsetReset offsetReset = OffsetReset.FAIL;
    private boolean spinning = true;

    KaskaBuilder() {}

    /** The broker at a host (a name or an address, IPv4 or IPv6) and a port, 1 to 65 535. */
    public KaskaBuilder address(String host, int port) {
        return at(Address.of(host, port));
    }

    private KaskaBuilder at(Address named) {
        address = named;
        elsewhere = null;
        return this;
    }

    /**
     * The broker at a URL: {@code kaska://HOST:PORT}, an IPv6 address in brackets; or one of another kind, by a scheme
     * that a jar on the class path or module path brings, as {@code kafka://HOST:PORT,HOST:PORT} of kaska-kafka.
     *
     * @throws IllegalArgumentException if the URL is of no such form, or nobody knows its scheme
     */
    public KaskaBuilder url(String url) {
        if (!Places.isForeign(url)) {
            return at(Address.ofUrl(url));
        }
        elsewhere = Places.of(url);
        return this;
    }

    /**
     * The broker that the environment names: {@code KASKA_URL}, or else {@code BROKER_HOST} and {@code BROKER_PORT}.
     *
     * @throws KaskaException if one of them is missing or wrong
     */
    public KaskaBuilder environment(Map<String, String> environment) {
        String url = Arguments.given(environment, "environment").getOrDefault(URL_VARIABLE, "");
        if (url.isBlank()) {
            return at(Address.ofEnvironment(environment));
        }
        try {
            return url(url);
        } catch (IllegalArgumentException e) {
            throw new KaskaException(URL_VARIABLE + ": " + e.getMessage(), e);
        }
    }

    /**
     * How long making a connection may take, all addresses of the host and the handshake together, but not finding the
     * addresses of its name, which is up to the system. Default: 5 s.
     */
    public KaskaBuilder connectTimeout(Duration timeout) {
        connectTimeout = Arguments.positive(timeout, "connectTimeout");
        return this;
    }

    /**
     * How long a request may take until its answer is there. A poll that waits makes a request every 5 s at least, each of
     * which may take so much longer than it waits. Answers come in the order of the requests, so past this time the
     * connection is given up, and all that wait on it fail with {@link KaskaConnectionException}. Default: 30 s.
     */
    public KaskaBuilder requestTimeout(Duration timeout) {
        requestTimeout = Arguments.positive(timeout, "requestTimeout");
        return this;
    }

    /**
     * After how long a silence TCP asks whether the broker's machine is still there, in whole seconds; zero never asks.
     * Where the platform cannot set it, TCP's own idea (two hours, mostly) stands. Default: 60 s.
     */
    public KaskaBuilder keepAlive(Duration idle) {
        keepAlive = Arguments.notNegative(idle, "keepAlive");
        return this;
    }

    /**
     * The most bytes that {@link Kaska#sendAsync} keeps unsent; a single message always passes. On a cluster of Kafka
     * each message counts for 1 000 bytes more than it has, for what is kept around it. Default: 64 MiB.
     */
    public KaskaBuilder sendMemory(long bytes) {
        sendMemory = Arguments.atLeastOne(bytes, "sendMemory");
        return this;
    }

    /** Whether {@link Kaska#sendAsync} fails when its memory is used up, instead of waiting. Default: false. */
    public KaskaBuilder failWhenSendMemoryIsFull(boolean fail) {
        failWhenSendMemoryIsFull = fail;
        return this;
    }

    /** The most bytes that are read ahead of a poll over all topics; a single message always passes. Default: 1 MiB. */
    public KaskaBuilder readAhead(long bytes) {
        readAhead = Arguments.atLeastOne(bytes, "readAhead");
        return this;
    }

    /** The most messages of each topic that are asked for at once. Default: as many as {@link #readAhead} takes. */
    public KaskaBuilder readAheadMessages(int count) {
        readAheadMessages = (int) Arguments.atLeastOne(count, "readAheadMessages");
        return this;
    }

    /** Where a poll goes on in a topic whose messages at the client's position are gone. Default: it fails. */
    public KaskaBuilder offsetReset(OffsetReset reset) {
        offsetReset = Arguments.given(reset, "offsetReset");
        return this;
    }

    /**
     * Whether a caller looks for its answer for a few microseconds before it sleeps, which saves the wake-up and costs
     * processor time. Default: true; a machine with one processor never does.
     */
    public KaskaBuilder spinning(boolean spin) {
        spinning = spin;
        return this;
    }

    /** The limits that hold for any kind of broker. */
    public ClientOptions options() {
        return new ClientOptions(
                requestTimeout, sendMemory, failWhenSendMemoryIsFull, readAhead, readAheadMessages, offsetReset);
    }

    /**
     * A client with these settings. It connects at the first call that needs the broker.
     *
     * @throws KaskaException if no address was set
     */
    public Kaska build() {
        if (elsewhere != null) {
            return Clients.over(elsewhere.link(connectTimeout, options()), this);
        }
        if (address == null) {
            throw new KaskaException("no broker is named: call address, url or environment before build");
        }
        ConnectOptions options = new ConnectOptions(connectTimeout, requestTimeout, keepAlive, spinning);
        return Clients.over(new TcpLink(address, options), this);
    }
}
