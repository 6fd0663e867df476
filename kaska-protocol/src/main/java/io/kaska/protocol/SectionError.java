package io.kaska.protocol;

import static io.kaska.protocol.FetchResponse.check;

import java.nio.ByteBuffer;

/**
 * Why a topic of a fetch gave no messages, in place of the runs of its section: see {@link FetchResponse#FAILED}.
 *
 * <pre>
 *   0   1  status, not 0
 *   1   3  0
 *   4   8  value, as the {@link Status} says
 *  12   -  the reason for people, UTF-8, at most {@link ErrorBody#MAX_TEXT_SIZE} bytes
 * </pre>
 *
 * @param status the byte of a {@link Status}, or one of a later version
 */
public record SectionError(int status, long value, String text) {
    /** What stands before the text, in bytes. */
    private static final int HEADER_SIZE = Integer.BYTES + Long.BYTES;

    /** The largest of them, in bytes. */
    public static final int MAX_SIZE = HEADER_SIZE + ErrorBody.MAX_TEXT_SIZE;

    /** The bytes of this error, ready to be read; a text that is too long is cut. */
    public ByteBuffer toBytes() {
        ByteBuffer body = new ErrorBody(value, text).toBytes();
        return ByteBuffer.allocate(Integer.BYTES + body.remaining())
                .putInt(status << 24)
                .put(body)
                .flip();
    }

    /** Reads all that remains in the buffer. */
    static SectionError get(ByteBuffer from) {
        check(from.remaining() >= HEADER_SIZE && from.remaining() <= MAX_SIZE, "the error of a section is cut off");
        int status = from.getInt() >>> 24;
        check(status != Status.OK.code(), "the error of a section is none");
        ErrorBody body = ErrorBody.get(from);
        return new SectionError(status, body.value(), body.text());
    }
}
