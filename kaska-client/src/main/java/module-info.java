/**
 * The client library: {@link io.kaska.Kaska} and what its operations take, return and throw.
 *
 * <p>It runs on Java 17 and newer, and needs nothing but the JDK and the SLF4J API.
 */
module io.kaska {
    requires static transitive org.jspecify;
    requires transitive io.kaska.protocol;
    requires jdk.net;
    requires org.slf4j;

    exports io.kaska;
    exports io.kaska.spi;

    uses io.kaska.spi.KaskaProvider;
}
