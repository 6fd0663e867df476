/** The engine: topics by name, appending, fetching and waiting, committed offsets, limits. No bytes of the wire. */
module io.kaska.broker {
    requires static transitive org.jspecify;
    requires transitive io.kaska.log;
    requires org.slf4j;

    exports io.kaska.broker;
}
