package io.kaska.cli.shell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Everything that the shell can do, in the order that help shows it, and help itself. Immutable. */
final class Operations {
    static final List<Operation> ALL = all();

    private Operations() {}

    /** The operation of a name or a letter. */
    static Optional<Operation> called(String word) {
        return ALL.stream().filter(operation -> operation.isCalled(word)).findFirst();
    }

    /** @throws UsageException if there is none */
    static Operation find(String word) {
        return called(word)
                .orElseThrow(() -> new UsageException(
                        "there is no operation " + Quoted.name(word) + "; 'help' lists all operations"));
    }

    private static List<Operation> all() {
        List<Operation> all = new ArrayList<>();
        all.addAll(TopicOperations.all());
        all.addAll(MessageOperations.all());
        all.addAll(RangeOperations.all());
        all.addAll(SubscriptionOperations.all());
        all.addAll(CommitOperations.all());
        all.add(new Operation(
                "",
                List.of("help", "?"),
                "[OPERATION]",
                "all operations, or one of them closely",
                "",
                Operations::help));
        all.add(new Operation("", List.of("quit", "exit"), "", "ends the shell", "", Operations::quit));
        return List.copyOf(all);
    }

    private static void help(Session session, Words words) {
        if (words.isEmpty()) {
            listAll(session.output());
            return;
        }
        Operation operation = find(words.text("OPERATION"));
        words.end();
        describe(operation, session.output());
    }

    private static void quit(Session session, Words words) {
        words.end();
        session.end();
    }

    private static void listAll(Output output) {
        for (Operation operation : ALL) {
            output.line(String.format(
                    Locale.ROOT, "%-1s  %-52s %s", operation.letter(), operation.usage(), operation.summary()));
        }
        output.line("Words are as in a Unix shell. 'help OPERATION' tells more.");
    }

    private static void describe(Operation operation, Output output) {
        output.line(operation.usage());
        output.line("    " + operation.summary());
        operation.details().lines().forEach(line -> output.line("    " + line));
        List<String> others =
                new ArrayList<>(operation.names().subList(1, operation.names().size()));
        if (!operation.letter().isEmpty()) {
            others.addFirst(operation.letter());
        }
        if (!others.isEmpty()) {
            output.line("    also called " + String.join(", ", others));
        }
    }
}
