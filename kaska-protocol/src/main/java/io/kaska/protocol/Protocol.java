package io.kaska.protocol;

/** The fixed numbers of the protocol. */
public final class Protocol {
    /** The first four bytes that each side sends: "KASK". */
    public static final int MAGIC = 0x4B41534B;

    /** The version of the protocol that this library speaks. */
    public static final int VERSION = 1;

    /** The longest name of a topic or client, in bytes of UTF-8. */
    public static final int MAX_NAME_SIZE = 65_534;

    /** The largest extension of a hello, in bytes: room for authentication. */
    public static final int MAX_HELLO_EXTENSION_SIZE = 65_536;

    /** What a broker takes in one send if nothing else is said, in bytes: 64 MiB. */
    public static final int DEFAULT_MAX_MESSAGE_SIZE = 64 << 20;

    /** The highest that {@link #DEFAULT_MAX_MESSAGE_SIZE} can be raised to: what one buffer of the JDK holds. */
    public static final int LARGEST_MESSAGE_SIZE = 0x7FFF_0000;

    /** The most messages in one batch: its count has 24 bits. */
    public static final int MAX_BATCH_COUNT = 0xFF_FFFF;

    /** The most bytes that the broker gives in one fetch, but for a single larger message: 64 MiB. */
    public static final int MAX_FETCH_SIZE = 64 << 20;

    /** The most topics that one fetch can ask for. */
    public static final int MAX_FETCH_TOPICS = 1 << 24;

    /** The longest that one fetch waits, in milliseconds; who wants more asks again. */
    public static final int MAX_WAIT_MILLIS = 60_000;

    private Protocol() {}
}
