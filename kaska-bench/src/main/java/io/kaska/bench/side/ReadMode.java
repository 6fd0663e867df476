package io.kaska.bench.side;

/** How a reader asks for messages. */
public enum ReadMode {
    /** One message in each answer: a round trip for every read. */
    ONE,
    /** The library reads ahead as it does by default, the application takes one at a time. */
    AHEAD,
    /** As many at a time as there are. */
    MANY
}
