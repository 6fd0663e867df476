package io.kaska.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * Brings clients of another kind of broker, which URLs of a scheme of its own name. Found by
 * {@link java.util.ServiceLoader}, which is asked only for a URL whose scheme is not {@code kaska}: whoever uses none
 * pays for none.
 *
 * <p>Used by any thread.
 */
public interface KaskaProvider {
    /** The scheme of its URLs, in lower case. */
    String scheme();

    /**
     * Reads a URL, and connects to nobody.
     *
     * @param url begins with the scheme, in any case, and {@code ://}
     * @throws IllegalArgumentException if it is not of the form that the scheme has
     */
    Place at(String url);

    /** Where a broker is. May make several links. */
    interface Place {
        /**
         * A link to the broker there, which connects at the first call that needs it.
         *
         * @param connectTimeout how long it may take to find that the broker cannot be reached
         */
        BrokerLink link(Duration connectTimeout, ClientOptions limits);

        /** What moving topics takes; empty if nothing but the operations is there. */
        default Optional<MoveLink> moves(Duration connectTimeout, ClientOptions limits) {
            return Optional.empty();
        }
    }
}
