package io.kaska.spi;

import io.kaska.Kaska;
import io.kaska.KaskaBuilder;
import io.kaska.client.KaskaClient;

/** Makes clients over any kind of broker. */
public final class Clients {
    private Clients() {}

    /**
     * A client over a link. Closing the client closes the link.
     *
     * @param options the limits of the client; its address and the settings of TCP play no part
     */
    public static Kaska over(BrokerLink link, KaskaBuilder options) {
        return new KaskaClient(link, options.options());
    }
}
