/** The benchmark: load on a broker, what it costs, and the same on its peers. */
module io.kaska.bench {
    requires static org.jspecify;
    requires io.kaska;
    requires io.kaska.server;
    requires info.picocli;
    requires HdrHistogram;
    requires java.management;
    requires jdk.attach;
    requires jdk.management;
}
