package io.kaska.cli.shell;

import io.kaska.Kaska;
import io.kaska.KaskaException;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes names of operations, and of topics where an operation takes one. For the thread that runs the shell. */
final class WordCompleter implements Completer {
    private static final int MOST_SHOWN = 1_000;

    private final Kaska kaska;

    WordCompleter(Kaska kaska) {
        this.kaska = kaska;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        if (line.wordIndex() == 0) {
            Operations.ALL.forEach(operation -> candidates.add(candidate(operation)));
            return;
        }
        candidates(line.words().getFirst(), line.wordIndex() - 1)
                .filter(name -> name.startsWith(line.word()))
                .limit(MOST_SHOWN)
                .forEach(name -> candidates.add(new Candidate(name)));
    }

    private static Candidate candidate(Operation operation) {
        return new Candidate(operation.name(), operation.name(), null, operation.summary(), null, null, true);
    }

    /** What may stand as the argument of an index. */
    private Stream<String> candidates(String word, int index) {
        List<String> takes = Operations.called(word)
                .map(operation -> List.of(operation.arguments().split(" ")))
                .orElse(List.of());
        String taken = takes.isEmpty() ? "" : takes.get(Math.min(index, takes.size() - 1));
        return switch (taken) {
            case "TOPIC" -> index < takes.size() ? topics().stream() : Stream.empty();
            case "TOPIC…" -> topics().stream();
            case "[OPERATION]" -> Operations.ALL.stream().map(Operation::name);
            default -> Stream.empty();
        };
    }

    /** Without a broker there is nothing to complete; the operation itself will say that there is none. */
    private Collection<String> topics() {
        try {
            return kaska.topics();
        } catch (KaskaException e) {
            return Set.of();
        }
    }
}
