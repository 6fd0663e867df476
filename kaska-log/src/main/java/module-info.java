/** The append-only message queue of one topic, and the memory it lives in. */
module io.kaska.log {
    requires static transitive org.jspecify;

    exports io.kaska.log;
}
