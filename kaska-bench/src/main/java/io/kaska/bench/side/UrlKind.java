package io.kaska.bench.side;

import io.kaska.Kaska;
import java.util.regex.Pattern;

/** A broker that runs already, of any kind that {@link Kaska} finds by a URL. Nothing is known of its process. */
public record UrlKind(String url) implements SideKind {
    private static final Pattern LOCAL = Pattern.compile("[a-z]+://(127\\..*|localhost[:,].*|\\[::1].*)");

    @Override
    public String name() {
        return url.replaceFirst("://.*", "");
    }

    @Override
    public String settings() {
        return "at " + url.replaceFirst("\\?.*", "");
    }

    @Override
    public boolean isStartedHere() {
        return false;
    }

    @Override
    public Side start() {
        return new Running(url);
    }

    private record Running(String url) implements Side {
        @Override
        public Client connect() {
            return new KaskaClient(url);
        }

        @Override
        public AutoCloseable connectIdle() {
            Kaska kaska = Kaska.connect(url);
            kaska.topicCount();
            return kaska;
        }

        @Override
        public boolean isLocal() {
            return LOCAL.matcher(url).matches();
        }

        @Override
        public void close() {
            // It was there before, and stays.
        }
    }
}
