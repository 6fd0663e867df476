/** The broker as a server, and as a part of another program: {@link io.kaska.server.KaskaBroker}. */
module io.kaska.server {
    requires static transitive org.jspecify;
    requires io.kaska.broker;
    requires io.kaska.protocol;
    requires transitive io.kaska;
    requires jdk.net;
    requires org.slf4j;

    exports io.kaska.server;
}
