package io.kaska.client;

import io.kaska.protocol.Names;
import java.nio.ByteBuffer;
import java.util.Collection;

/** What the listings of the broker have in common: they are asked page by page, and a page ends with names. */
final class NamePages {
    private NamePages() {}

    /** Takes the body of a page. */
    @FunctionalInterface
    interface Page<T> {
        T of(ByteBuffer body) throws MalformedAnswerException;
    }

    /** Asks for a page. What the answer says counts only if it is one. */
    static <T> T ask(Connections connections, Request request, Page<T> page) {
        for (int tries = 1; ; tries++) {
            Connection connection = connections.current();
            try {
                return page.of(TopicCalls.checked(connection.call(request), "").body());
            } catch (StaleConnectionException e) {
                TopicCalls.rethrowAfterLast(tries, e);
            } catch (MalformedAnswerException e) {
                throw connection.fail(String.valueOf(e.getMessage()), e);
            }
        }
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
