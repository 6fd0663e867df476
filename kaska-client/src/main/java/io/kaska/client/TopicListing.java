package io.kaska.client;

import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Set;

/** The names of all topics, asked page by page. Used by one thread. */
final class TopicListing {
    private final Connections connections;
    private final Set<String> names = new LinkedHashSet<>();

    TopicListing(Connections connections) {
        this.connections = connections;
    }

    Set<String> all() {
        int cursor = page(0);
        while (cursor != 0) {
            cursor = page(cursor);
        }
        return names;
    }

    private int page(int cursor) {
        return NamePages.ask(connections, Request.list(cursor), page -> next(cursor, page));
    }

    /** Takes the names of a page, and returns where the next begins. */
    private int next(int cursor, ByteBuffer page) throws MalformedAnswerException {
        NamePages.check(page.remaining() >= Integer.BYTES, "a page of topics is cut off");
        int next = page.getInt();
        NamePages.check(next == 0 || page.hasRemaining(), "a page of topics is empty, and not the last");
        NamePages.check(next == 0 || Integer.compareUnsigned(next, cursor) > 0, "the pages of topics go in a circle");
        NamePages.addNames("topic", page, names);
        return next;
    }
}
