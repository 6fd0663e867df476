package io.kaska.cli;

import ch.qos.logback.classic.Level;
import io.kaska.Kaska;
import io.kaska.cli.shell.Shell;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** One operation of the shell on topics, carried out from the command line. */
final class TopicCommand {
    static final String NAME = "topic";

    /** What is done, and which words it takes at least and at most. */
    private enum Action {
        LIST("topics", 0, 0),
        CREATE("create", 1, 1),
        DELETE("delete", 1, 1),
        TRIM("trim", 2, 2),
        RETENTION("retention", 1, 1);

        private final String operation; // of the shell
        private final int least;
        private final int most;

        Action(String operation, int least, int most) {
            this.operation = operation;
            this.least = least;
            this.most = most;
        }
    }

    private static final String AGE = "--age";
    private static final String BYTES = "--bytes";
    private static final String DEFAULT = "--default";
    private static final String UNLIMITED = "--unlimited";

    private final ParseResult given;

    TopicCommand(ParseResult given) {
        this.given = given;
    }

    static CommandSpec spec() {
        CommandSpec spec = KaskaCommand.spec(NAME, "Looks at topics of a running broker, and changes them.");
        spec.addPositional(
                positional(0, "1", "list|create|delete|trim|retention", "What is to be done.", Action.class));
        spec.addPositional(positional(1, "0..1", "TOPIC", "The topic, for all but list.", String.class));
        spec.addPositional(positional(
                2, "0..1", "OFFSET", "For trim: the messages below it are given up, for good.", String.class));
        spec.addOption(value(AGE, "DURATION", "For retention: keep messages for that time, as 7d."));
        spec.addOption(value(BYTES, "SIZE", "For retention: keep the newest messages of that size, as 1G."));
        spec.addOption(flag(DEFAULT, "For retention: keep what the broker keeps."));
        spec.addOption(flag(UNLIMITED, "For retention: keep everything."));
        AddressOptions.addTo(spec);
        spec.usageMessage()
                .footer(
                        "",
                        AddressOptions.FOOTER,
                        "retention without an option only says what is in force.",
                        "Exit code: 0 if it succeeded, 1 if it failed, 2 for a wrong command line.");
        return spec;
    }

    private static PositionalParamSpec positional(
            int index, String arity, String label, String description, Class<?> type) {
        PositionalParamSpec.Builder builder = PositionalParamSpec.builder()
                .index(String.valueOf(index))
                .arity(arity)
                .paramLabel(label)
                .type(type)
                .required(type == Action.class)
                .description(description);
        return (type == Action.class ? builder.converters(TopicCommand::action) : builder).build();
    }

    private static Action action(String word) {
        for (Action action : Action.values()) {
            if (action.name().toLowerCase(Locale.ROOT).equals(word)) {
                return action;
            }
        }
        throw new picocli.CommandLine.TypeConversionException(
                "'" + word + "' is none of list, create, delete, trim and retention");
    }

    private static OptionSpec value(String name, String label, String description) {
        return OptionSpec.builder(name)
                .arity("1")
                .paramLabel(label)
                .type(String.class)
                .description(description)
                .build();
    }

    private static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name).description(description).build();
    }

    int run() {
        StderrLogging.usually(Level.OFF); // what goes wrong is told by the operation itself
        List<String> words = words(given.matchedPositionalValue(0, Action.LIST));
        BrokerAddress address = AddressOptions.address(given);
        try (Kaska kaska = address.applyTo(Kaska.builder()).build()) {
            return Shell.runOne(kaska, words, given.commandSpec().qualifiedName() + ": ") ? 0 : 1;
        }
    }

    /** The operation as the shell knows it. */
    private List<String> words(Action action) {
        List<String> words = new ArrayList<>(List.of(action.operation));
        for (int i = 1; i <= 2; i++) {
            Optional.ofNullable(given.<String>matchedPositionalValue(i, null)).ifPresent(words::add);
        }
        int count = words.size() - 1;
        if (count < action.least || count > action.most) {
            throw wrong(action.least == 0 ? "list takes no topic" : needs(action));
        }
        addRule(words);
        if (action != Action.RETENTION && words.size() - 1 > count) {
            throw wrong("'" + words.get(count + 1) + "' is for retention only");
        }
        return words;
    }

    private static String needs(Action action) {
        return action.name().toLowerCase(Locale.ROOT) + " takes " + (action.least == 1 ? "TOPIC" : "TOPIC and OFFSET");
    }

    private void addRule(List<String> words) {
        for (String name : List.of(AGE, BYTES)) {
            String value = given.matchedOptionValue(name, null);
            if (value != null) {
                words.addAll(List.of(name, value));
            }
        }
        for (String name : List.of(DEFAULT, UNLIMITED)) {
            if (given.hasMatchedOption(name)) {
                words.add(name);
            }
        }
    }

    private ParameterException wrong(String text) {
        return new ParameterException(given.commandSpec().commandLine(), text);
    }
}
