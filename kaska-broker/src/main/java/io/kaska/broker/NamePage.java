package io.kaska.broker;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The first names behind a given one, in the order of {@link ByteBuffer#compareTo}: of any number of names that are
 * offered in any order as many as a page takes, and in the memory of a page. For one thread.
 */
final class NamePage {
    private final ByteBuffer after;
    private final int mostBytes;
    private final TreeSet<ByteBuffer> names = new TreeSet<>();
    private int size;
    /** The least that did not fit: what comes behind it is for a later page. */
    private @Nullable ByteBuffer cut;

    /**
     * @param after the name before the page; without bytes the page is the first
     * @param mostBytes of all names together; the first has room whatever its size
     */
    NamePage(ByteBuffer after, int mostBytes) {
        this.after = after;
        this.mostBytes = mostBytes;
    }

    /** Takes a name that will not change, if it belongs on the page. */
    void offer(ByteBuffer name) {
        if (name.compareTo(after) <= 0 || (cut != null && name.compareTo(cut) >= 0) || !names.add(name)) {
            return;
        }
        size += name.remaining();
        while (size > mostBytes && names.size() > 1) {
            cut = names.pollLast();
            size -= cut.remaining();
        }
    }

    List<ByteBuffer> names() {
        return List.copyOf(names);
    }
}
