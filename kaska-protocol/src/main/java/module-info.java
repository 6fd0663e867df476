/** The wire protocol: what each request and response is as a value and as bytes. Sockets and topics are elsewhere. */
module io.kaska.protocol {
    requires static transitive org.jspecify;

    exports io.kaska.protocol;
}
