package io.kaska.client;

import io.kaska.KaskaException;
import java.util.Map;

/** Where a broker is: a host, as a name or an IPv4 or IPv6 address without brackets, and a port from 1 to 65 535. */
public record Address(String host, int port) {
    static final String SCHEME = "kaska";

    private static final String FORM = "it has to be kaska://HOST:PORT, an IPv6 address in brackets";

    /** Checks both; brackets around the host are taken off. */
    public static Address of(String host, int port) {
        String bare = withoutBrackets(Arguments.given(host, "host").strip());
        if (bare.isEmpty()) {
            throw new IllegalArgumentException("host is empty: it has to be a name or an address");
        }
        return new Address(bare, Arguments.port(port));
    }

    public static Address ofUrl(String url) {
        String given = Arguments.given(url, "url").strip();
        int colons = given.indexOf("://");
        if (colons <= 0) {
            throw new IllegalArgumentException("url is \"" + given + "\": " + FORM);
        }
        String scheme = given.substring(0, colons);
        if (!scheme.equalsIgnoreCase(SCHEME)) {
            throw new IllegalArgumentException(
                    "url \"" + given + "\" has the scheme \"" + scheme + "\", and only \"" + SCHEME + "\" is known");
        }
        return ofHostAndPort(given, given.substring(colons + 3));
    }

    /** Reads BROKER_HOST and BROKER_PORT. */
    public static Address ofEnvironment(Map<String, String> environment) {
        String host = variable(Arguments.given(environment, "environment"), "BROKER_HOST");
        String port = variable(environment, "BROKER_PORT");
        try {
            return of(host, Integer.parseInt(port));
        } catch (NumberFormatException e) {
            throw new KaskaException("BROKER_PORT is \"" + port + "\": it has to be a number from 1 to 65535", e);
        } catch (IllegalArgumentException e) {
            throw new KaskaException(
                    "BROKER_HOST is \"" + host + "\" and BROKER_PORT \"" + port + "\": " + e.getMessage(), e);
        }
    }

    private static Address ofHostAndPort(String url, String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        String host = colon < 0 ? hostAndPort : hostAndPort.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (colon < 0 || (host.indexOf(':') >= 0 && !bracketed) || host.matches(".*[/?#@\\s].*")) {
            throw new IllegalArgumentException("url is \"" + url + "\": " + FORM);
        }
        try {
            return of(host, Integer.parseInt(hostAndPort.substring(colon + 1)));
        } catch (IllegalArgumentException e) { // no number, or one out of range, or no host
            throw new IllegalArgumentException("url is \"" + url + "\": " + FORM, e);
        }
    }

    private static String variable(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw new KaskaException("the environment variable " + name
                    + " is not set: BROKER_HOST and BROKER_PORT have to name the broker");
        }
        return value.strip();
    }

    private static String withoutBrackets(String host) {
        boolean bracketed = host.length() > 2 && host.startsWith("[") && host.endsWith("]");
        return bracketed ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
