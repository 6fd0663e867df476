package io.kaska.client;

import io.kaska.protocol.Names;
import java.nio.ByteBuffer;
import java.util.Collection;
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
        for (int tries = 1; ; tries++) {
            Connection connection = connections.current();
            try {
                PendingCall call = TopicCalls.checked(connection.call(Request.list(cursor)), "");
                return next(cursor, call.body());
            } catch (StaleConnectionException e) {
                TopicCalls.rethrowAfterLast(tries, e);
            } catch (MalformedAnswerException e) {
                throw connection.fail(String.valueOf(e.getMessage()), e);
            }
        }
    }

    /** Takes the names of a page, and returns where the next begins. */
    private int next(int cursor, ByteBuffer page) throws MalformedAnswerException {
        check(page.remaining() >= Integer.BYTES, "a page of topics is cut off");
        int next = page.getInt();
        check(next == 0 || page.hasRemaining(), "a page of topics is empty, and not the last");
        check(next == 0 || Integer.compareUnsigned(next, cursor) > 0, "the pages of topics go in a circle");
        addNames("topic", page, names);
        return next;
    }

    /** Takes the names that are left of a page. */
    static void addNames(String what, ByteBuffer page, Collection<String> to) throws MalformedAnswerException {
        while (page.hasRemaining()) {
            check(page.remaining() >= Short.BYTES, "the size of a " + what + "'s name is cut off");
            int size = page.getShort() & 0xFFFF;
            check(size <= page.remaining(), "a " + what + "'s name is cut off");
            ByteBuffer name = page.slice(page.position(), size);
            check(Names.problemOf(name) == null, "a " + what + "'s name is none");
            to.add(Names.decode(name));
            page.position(page.position() + size);
        }
    }

    static void check(boolean condition, String problem) throws MalformedAnswerException {
        if (!condition) {
            throw new MalformedAnswerException(problem);
        }
    }
}
