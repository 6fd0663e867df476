package io.kaska.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.Locale;

/**
 * Sends the log to stderr, since stdout belongs to what a command answers. In code and not in a file: reading XML would
 * be the longest step of the start. Found by Logback through {@link java.util.ServiceLoader}.
 */
public final class StderrLogging extends ContextAwareBase implements Configurator {
    private static final String LEVEL = "kaska.log";

    /** Says the level that holds unless KASKA_LOG names one; to be called before anything is logged. */
    static void usually(Level level) {
        System.setProperty(LEVEL, level.toString());
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: %msg%n");
        encoder.start();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        var root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(level());
        root.addAppender(appender);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static Level level() {
        Level usual = Level.toLevel(System.getProperty(LEVEL), Level.INFO);
        String wanted = System.getenv("KASKA_LOG");
        return wanted == null ? usual : Level.toLevel(wanted.toUpperCase(Locale.ROOT), usual);
    }
}
