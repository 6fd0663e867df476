/** The commands: the broker as a process, its folder, and the interactive shell. What crosses the wire is not known here. */
module io.kaska.cli {
    requires static org.jspecify;
    requires io.kaska;
    requires io.kaska.broker;
    requires io.kaska.server;
    requires info.picocli;
    requires jdk.management;
    requires org.jline.reader;
    requires org.jline.terminal;
    requires org.slf4j;
    requires ch.qos.logback.classic;
    requires ch.qos.logback.core;

    provides ch.qos.logback.classic.spi.Configurator with
            io.kaska.cli.StderrLogging;
}
