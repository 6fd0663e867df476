package io.kaska.client;

import io.kaska.spi.KaskaProvider;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where the brokers are that URLs name: one of Kaska's by its {@link Address}, another by who knows its scheme. */
public final class Places {
    private static final String SEPARATOR = "://";

    private Places() {}

    /** Whether a URL has a scheme, and it is not that of Kaska itself. */
    public static boolean isForeign(String url) {
        int end = Arguments.given(url, "url").strip().indexOf(SEPARATOR);
        return end > 0 && !scheme(url.strip()).equals(Address.SCHEME);
    }

    /**
     * What a URL of another scheme names.
     *
     * @throws IllegalArgumentException if nobody knows the scheme, or the URL is not as the scheme has it
     */
    public static KaskaProvider.Place of(String url) {
        String given = url.strip();
        String scheme = scheme(given);
        KaskaProvider found = find(scheme, Thread.currentThread().getContextClassLoader());
        if (found == null) {
            found = find(scheme, Places.class.getClassLoader());
        }
        if (found == null) {
            throw new IllegalArgumentException(unknown(given, scheme));
        }
        return found.at(given);
    }

    private static @Nullable KaskaProvider find(String scheme, @Nullable ClassLoader loader) {
        for (KaskaProvider provider : ServiceLoader.load(KaskaProvider.class, loader)) {
            if (provider.scheme().equals(scheme)) {
                return provider;
            }
        }
        return null;
    }

    /** A URL's parameters may hold a password, and are left out. */
    private static String unknown(String url, String scheme) {
        TreeSet<String> known = new TreeSet<>();
        known.add(Address.SCHEME);
        ServiceLoader.load(KaskaProvider.class).forEach(provider -> known.add(provider.scheme()));
        int parameters = url.indexOf('?');
        return "url \"" + (parameters < 0 ? url : url.substring(0, parameters)) + "\" has the scheme \"" + scheme
                + "\", and known here is " + String.join(", ", known)
                + (scheme.equals("kafka")
                        ? ": the class path needs kaska-kafka and kafka-clients"
                        : ": a jar that brings it is missing on the class path, or the URL is mistyped");
    }

    private static String scheme(String url) {
        return url.substring(0, url.indexOf(SEPARATOR)).toLowerCase(Locale.ROOT);
    }
}
