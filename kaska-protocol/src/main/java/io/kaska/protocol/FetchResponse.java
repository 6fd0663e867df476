package io.kaska.protocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a fetch's response behind its {@link ResponseHeader}: a section for each topic that has something to say,
 * in the order of the request. A topic that was looked at and has nothing from the asked offset on has no section.
 *
 * <pre>
 *   0   1  flags: {@link #MORE}, {@link #UNKNOWN_TOPIC}, {@link #FAILED}
 *   1   3  index of the topic in the request, from 0
 *   4   4  size of what follows, in bytes, 0 to 2^31-1
 *   8   -  runs, one behind the other: see {@link Run}; or a {@link SectionError}
 * </pre>
 *
 * @param sections at most one for each topic asked for
 * @param cut whether the topics behind that of the last section were not looked at
 */
public record FetchResponse(List<Section> sections, boolean cut) {
    /** What a section takes beside its content, in bytes. */
    public static final int SECTION_HEADER_SIZE = 8;

    /** A section's flag: the topic has more messages than were given. */
    public static final int MORE = 1;

    /** A section's flag: there is no topic of that id (any more). */
    public static final int UNKNOWN_TOPIC = 2;

    /** A section's flag, which stands alone: nothing can be read there, and the section's content says why. */
    public static final int FAILED = 4;

    private static final int INDEX_MASK = Protocol.MAX_FETCH_TOPICS - 1;

    /**
     * What one topic gave.
     *
     * @param runs its messages; taken from bytes, each is a {@link Run}
     * @param error why it gave nothing, if something is wrong with what was asked for
     */
    public record Section(
            int index,
            boolean more,
            boolean unknownTopic,
            List<Messages> runs,
            @Nullable SectionError error) {
        /** A section without an error. */
        public Section(int index, boolean more, boolean unknownTopic, List<Messages> runs) {
            this(index, more, unknownTopic, runs, null);
        }

        /** A section that is an error. */
        public Section(int index, SectionError error) {
            this(index, false, false, List.of(), error);
        }

        /** The same of a topic that stands elsewhere. */
        public Section at(int otherIndex) {
            return new Section(otherIndex, more, unknownTopic, runs, error);
        }
    }

    /**
     * Writes the header of a section, {@link #SECTION_HEADER_SIZE} bytes, at the buffer's position.
     *
     * @param flags {@link #MORE}, {@link #UNKNOWN_TOPIC}, {@link #FAILED}, or 0
     */
    public static void putSection(ByteBuffer to, int index, int flags, int size) {
        to.putInt(flags << 24 | index).putInt(size);
    }

    /**
     * Takes the body of a response apart. The runs are views of it.
     *
     * @param topics how many topics were asked for
     * @throws IllegalArgumentException if the bytes are not a response
     */
    public static FetchResponse get(ByteBuffer body, boolean cut, int topics) {
        List<Section> sections = new ArrayList<>();
        int last = -1;
        while (body.hasRemaining()) {
            check(body.remaining() >= SECTION_HEADER_SIZE, "a section is cut off");
            int word = body.getInt();
            int index = word & INDEX_MASK;
            int flags = word >>> 24;
            int size = body.getInt();
            boolean failed = flags == FAILED;
            check(
                    failed || (flags & ~(MORE | UNKNOWN_TOPIC)) == 0,
                    "a section has flags %d, which nobody asked for",
                    flags);
            check(index > last && index < topics, "a section names topic %d of %d", index, topics);
            check(size >= 0 && size <= body.remaining(), "the content of a section is cut off");
            ByteBuffer content = body.slice(body.position(), size);
            body.position(body.position() + size);
            sections.add(
                    failed
                            ? new Section(index, SectionError.get(content))
                            : new Section(index, (flags & MORE) != 0, (flags & UNKNOWN_TOPIC) != 0, runsOf(content)));
            last = index;
        }
        return new FetchResponse(sections, cut);
    }

    private static List<Messages> runsOf(ByteBuffer bytes) {
        List<Messages> runs = new ArrayList<>();
        while (bytes.hasRemaining()) {
            runs.add(Run.get(bytes));
        }
        return runs;
    }

    static void check(boolean condition, String problem) {
        if (!condition) {
            throw new IllegalArgumentException(problem);
        }
    }

    /** Makes the text only if it is needed: these are looks at each message. */
    static void check(boolean condition, String problem, long value) {
        if (!condition) {
            throw new IllegalArgumentException(problem.formatted(value));
        }
    }

    static void check(boolean condition, String problem, long value, long other) {
        if (!condition) {
            throw new IllegalArgumentException(problem.formatted(value, other));
        }
    }
}
