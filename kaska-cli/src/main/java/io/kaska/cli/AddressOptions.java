package io.kaska.cli;

import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The options by which a command is told where the broker is. */
final class AddressOptions {
    static final String FOOTER =
            "Without options the broker is that of KASKA_URL, or of BROKER_HOST and BROKER_PORT; the"
                    + " host may be left out for this machine's.";

    private static final String HOST = "--host";
    private static final String PORT = "--port";
    private static final String URL = "--url";

    private AddressOptions() {}

    static void addTo(CommandSpec spec) {
        spec.addOption(option(HOST, "The broker's host: a name or an address.", String.class))
                .addOption(option(PORT, "The broker's port.", Integer.class))
                .addOption(option(
                        URL,
                        "Both at once: kaska://HOST:PORT; or a cluster of Apache Kafka: kafka://HOST:PORT,HOST:PORT.",
                        String.class));
    }

    private static OptionSpec option(String name, String description, Class<?> type) {
        return OptionSpec.builder(name)
                .arity("1")
                .paramLabel(name.substring(2).toUpperCase(Locale.ROOT))
                .type(type)
                .description(description)
                .build();
    }

    /** Where the broker is, by the options or the environment. */
    static BrokerAddress address(ParseResult given) {
        return BrokerAddress.find(option(given, URL), option(given, HOST), option(given, PORT), System.getenv());
    }

    private static <T> Optional<T> option(ParseResult given, String name) {
        return Optional.ofNullable(given.<T>matchedOptionValue(name, null));
    }
}
