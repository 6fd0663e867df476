package io.kaska.spi;

import io.kaska.Kaska;
import io.kaska.KaskaBuilder;
import io.kaska.client.Address;
import io.kaska.client.ConnectOptions;
import io.kaska.client.KaskaClient;
import io.kaska.client.KaskaMoves;
import io.kaska.client.Places;
import io.kaska.client.TcpLink;
import java.time.Duration;
import java.util.Optional;

/** Makes clients over any kind of broker. */
public final class Clients {
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(60);

    private Clients() {}

    /**
     * A client over a link. Closing the client closes the link.
     *
     * @param options the limits of the client; its address and the settings of TCP play no part
     */
    public static Kaska over(BrokerLink link, KaskaBuilder options) {
        return new KaskaClient(link, options.options());
    }

    /**
     * What moving topics takes at the broker that a URL names; empty if it has nothing but the operations.
     *
     * @param options the limits; what they say of address and TCP plays no part
     * @throws IllegalArgumentException if nobody knows the URL's scheme, or it is not as the scheme has it
     */
    public static Optional<MoveLink> moves(String url, Duration connectTimeout, KaskaBuilder options) {
        ClientOptions limits = options.options();
        if (Places.isForeign(url)) {
            return Places.of(url).moves(connectTimeout, limits);
        }
        var tcp = new ConnectOptions(connectTimeout, limits.requestTimeout(), KEEP_ALIVE, true);
        return Optional.of(new KaskaMoves(new TcpLink(Address.ofUrl(url), tcp)));
    }
}
