/** The append-only message queue of one topic, and the memory it lives in. */
module io.kaska.log {
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports io.kaska.log;
}
