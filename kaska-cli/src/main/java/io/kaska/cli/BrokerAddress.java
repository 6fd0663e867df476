package io.kaska.cli;

import io.kaska.KaskaBuilder;
import io.kaska.KaskaException;
import java.util.Map;
import java.util.Optional;

/**
 * Where the shell looks for the broker: the options come first, then KASKA_URL, then BROKER_HOST and BROKER_PORT. A port
 * without a host is one of this machine.
 *
 * @param url the whole address; host and port then mean nothing
 */
record BrokerAddress(Optional<String> url, String host, int port) {
    private static final String HOW =
            "; name it by --url kaska://HOST:PORT, by --host and --port, or by the environment:"
                    + " KASKA_URL, or BROKER_HOST and BROKER_PORT";

    /** @throws KaskaException if nothing names a broker, or something names it wrongly */
    static BrokerAddress find(
            Optional<String> url, Optional<String> host, Optional<Integer> port, Map<String, String> environment) {
        if (url.isPresent() && (host.isPresent() || port.isPresent())) {
            throw new IllegalArgumentException("--url already names host and port; leave --host and --port out");
        }
        Optional<String> whole = url;
        if (url.isEmpty() && host.isEmpty() && port.isEmpty()) {
            whole = value(environment, "KASKA_URL");
        }
        if (whole.isPresent()) {
            return new BrokerAddress(whole, "", 0);
        }
        return new BrokerAddress(
                Optional.empty(),
                host.or(() -> value(environment, "BROKER_HOST")).orElse("localhost"),
                port.or(() -> value(environment, "BROKER_PORT").map(BrokerAddress::port))
                        .orElseThrow(() -> new KaskaException("no broker's port is known" + HOW)));
    }

    KaskaBuilder applyTo(KaskaBuilder builder) {
        return url.map(builder::url).orElseGet(() -> builder.address(host, port));
    }

    /** Without what may be a password. */
    @Override
    public String toString() {
        return url.map(whole -> whole.replaceFirst("\\?.*", "")).orElseGet(() -> host + ":" + port);
    }

    /** An empty variable is one that is not set. */
    private static Optional<String> value(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    private static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new KaskaException("BROKER_PORT is '" + text + "', which is no port; ports are 1 to 65535", e);
        }
    }
}
