package io.kaska.cli;

import io.kaska.cli.shell.ByteSize;
import io.kaska.cli.shell.WaitTime;
import io.kaska.server.KaskaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/**
 * What can be said about a broker on the command line, and how it becomes one. What is not given is left to the broker's
 * own defaults, and what it may be is left to the broker to refuse.
 */
record BrokerOptions(ParseResult given) {
    private static final String BIND = "--bind";
    private static final String DATA = "--data";
    private static final String FSYNC = "--fsync";
    private static final String FSYNC_INTERVAL = "--fsync-interval";
    private static final String SEGMENT_SIZE = "--segment-size";
    private static final String OPEN_FILES = "--open-files";
    private static final String RETENTION_AGE = "--retention-age";
    private static final String RETENTION_BYTES = "--retention-bytes";
    private static final String MAX_MESSAGE = "--max-message";
    private static final String MAX_NAME = "--max-name";
    private static final String MAX_CONNECTIONS = "--max-connections";
    private static final String MEMORY = "--memory";
    private static final String UNFINISHED_MEMORY = "--unfinished-memory";
    private static final String STALL_TIMEOUT = "--stall-timeout";
    private static final String NO_SPIN = "--no-spin";

    static void addTo(CommandSpec spec) {
        spec.addPositional(PositionalParamSpec.builder()
                .index("0")
                .paramLabel("PORT")
                .type(Object.class)
                .converters(converter(BrokerOptions::number))
                .required(true)
                .description("TCP port to listen on, 0 to 65535; 0 takes a free one.")
                .build());
        spec.addPositional(PositionalParamSpec.builder()
                .index("1")
                .arity("0..1")
                .paramLabel("DIR_COMMITTED")
                .type(Path.class)
                .description("Folder that committed offsets are kept in; it must exist. Default: in memory.")
                .build());
        addAddress(spec);
        addStorage(spec);
        addRetention(spec);
        addLimits(spec);
    }

    private static void addAddress(CommandSpec spec) {
        add(spec, BIND, "ADDRESS", text -> text, "Address to listen on. Default: all interfaces.");
    }

    private static void addStorage(CommandSpec spec) {
        add(
                spec,
                DATA,
                "DIR",
                Path::of,
                "Folder that topics, messages and, without DIR_COMMITTED, committed offsets are kept in; it must exist."
                        + " Default: in memory.");
        add(
                spec,
                FSYNC,
                "always|interval|never",
                FsyncRule::parse,
                "When messages are made to survive a power loss. Default: always, before they are acknowledged.");
        add(
                spec,
                FSYNC_INTERVAL,
                "DURATION",
                WaitTime::parse,
                "The time between flushes of --fsync interval. Default: 1s.");
        add(spec, SEGMENT_SIZE, "SIZE", ByteSize::parse, "Size of the files in --data. Default: 256M.");
        add(spec, OPEN_FILES, "N", BrokerOptions::number, "Most files in --data open at once. Default: 4096.");
    }

    private static void addRetention(CommandSpec spec) {
        add(
                spec,
                RETENTION_AGE,
                "DURATION",
                WaitTime::parse,
                "Drop messages some time after they are that old, of topics without a rule of their own. Default: never.");
        add(
                spec,
                RETENTION_BYTES,
                "SIZE",
                ByteSize::parse,
                "Drop the oldest messages of each such topic when the newer ones take that much. Default: never.");
    }

    private static void addLimits(CommandSpec spec) {
        add(spec, MAX_MESSAGE, "SIZE", ByteSize::parse, "Largest message. Default: 64M.");
        add(spec, MAX_NAME, "SIZE", ByteSize::parse, "Longest name of a topic or client. Default: 65534.");
        add(spec, MAX_CONNECTIONS, "N", BrokerOptions::number, "Most connections at once. Default: 100000.");
        add(
                spec,
                MEMORY,
                "SIZE|PERCENT%",
                MemorySize::parse,
                "Memory for messages; past it a send is refused. Default: half of the machine's.");
        add(
                spec,
                UNFINISHED_MEMORY,
                "SIZE",
                MemorySize::parse,
                "Memory for messages that have not arrived whole, over all connections."
                        + " Default: an eighth of --memory, or four --max-message.");
        add(
                spec,
                STALL_TIMEOUT,
                "DURATION",
                WaitTime::parse,
                "A client that stops in the middle of a request or answer is disconnected after it. Default: 30s.");
        spec.addOption(OptionSpec.builder(NO_SPIN)
                .description("Sleep at once when a client is silent, instead of looking for its next request for some"
                        + " microseconds first: saves processor time, costs latency.")
                .build());
    }

    private static void add(
            CommandSpec spec, String name, String label, ITypeConverter<?> converter, String description) {
        spec.addOption(OptionSpec.builder(name)
                .arity("1")
                .paramLabel(label)
                .type(Object.class)
                .converters(converter(converter))
                .description(description.replace("%", "%%"))
                .build());
    }

    /** What a text is no form of, is told in the words of whoever reads it. */
    private static ITypeConverter<?> converter(ITypeConverter<?> reader) {
        return text -> {
            try {
                return reader.convert(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        };
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no number", e);
        }
    }

    /** The broker that is wanted, not yet started. */
    KaskaBroker.Builder toBuilder() {
        KaskaBroker.Builder builder = KaskaBroker.builder();
        this.<Integer>parameter(0).ifPresent(builder::port);
        this.<Path>parameter(1).ifPresent(builder::committedOffsets);
        apply(BIND, builder::bind);
        apply(DATA, builder::data);
        Duration interval = this.<Duration>option(FSYNC_INTERVAL).orElse(Duration.ofSeconds(1));
        this.<FsyncRule>apply(FSYNC, rule -> rule.applyTo(builder, interval));
        this.<ByteSize>apply(SEGMENT_SIZE, size -> builder.segmentSize(size.intBytes()));
        this.<Integer>apply(OPEN_FILES, builder::openFiles);
        this.<Duration>apply(RETENTION_AGE, builder::retentionAge);
        this.<ByteSize>apply(RETENTION_BYTES, size -> builder.retentionBytes(size.bytes()));
        this.<ByteSize>apply(MAX_MESSAGE, size -> builder.maxMessageSize(size.intBytes()));
        this.<ByteSize>apply(MAX_NAME, size -> builder.maxNameSize(size.intBytes()));
        this.<Integer>apply(MAX_CONNECTIONS, builder::maxConnections);
        this.<MemorySize>apply(MEMORY, size -> builder.memory(size.bytes()));
        this.<MemorySize>apply(UNFINISHED_MEMORY, size -> builder.unfinishedMemory(size.bytes()));
        this.<Duration>apply(STALL_TIMEOUT, builder::stallTimeout);
        return builder.spinning(!given.hasMatchedOption(NO_SPIN));
    }

    boolean namesAddress() {
        return given.hasMatchedOption(BIND);
    }

    private <T> void apply(String name, Consumer<T> setter) {
        this.<T>option(name).ifPresent(setter);
    }

    private <T> Optional<T> option(String name) {
        return Optional.ofNullable(given.<T>matchedOptionValue(name, null));
    }

    private <T> Optional<T> parameter(int index) {
        return Optional.ofNullable(given.<T>matchedPositionalValue(index, null));
    }
}
