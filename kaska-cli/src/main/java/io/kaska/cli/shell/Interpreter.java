package io.kaska.cli.shell;

import io.kaska.KaskaConnectionException;
import io.kaska.KaskaException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.function.Supplier;

/**
 * Carries out lines. Whatever an operation fails with becomes one line on stderr, and the shell can go on: a lost
 * connection is made anew by the next operation. For the thread that runs the shell.
 */
final class Interpreter {
    private final Session session;

    Interpreter(Session session) {
        this.session = session;
    }

    /**
     * Carries out one line; an empty one, or one that begins with {@code #}, is nothing to do.
     *
     * @param place put before an error, to say where it is
     * @return whether it succeeded
     */
    boolean execute(byte[] line, String place) {
        return execute(() -> isComment(line) ? List.of() : WordSplitter.split(line), place);
    }

    /** Carries out an operation, whose name and words are given one by one. */
    boolean execute(List<String> words, String place) {
        return execute(
                () -> words.stream()
                        .map(word -> new Word(word.getBytes(StandardCharsets.UTF_8), false))
                        .toList(),
                place);
    }

    private boolean execute(Supplier<List<Word>> line, String place) {
        String name = "";
        try {
            List<Word> words = line.get();
            if (!words.isEmpty()) {
                Operation operation = Operations.find(words.getFirst().text());
                name = operation.name() + ": ";
                operation.deed().run(session, new Words(words.subList(1, words.size())));
            }
            return true;
        } catch (UsageException | KaskaException | IllegalArgumentException | UnsupportedOperationException e) {
            session.output().error(place + name + explain(e));
        } catch (UncheckedIOException e) {
            session.output().error(place + name + explain(e));
        }
        return false;
    }

    boolean ended() {
        return session.ended();
    }

    private static boolean isComment(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t') {
                return b == '#';
            }
        }
        return false;
    }

    private static String explain(RuntimeException error) {
        boolean unknown = error instanceof KaskaConnectionException connection && connection.outcomeUnknown();
        return error.getMessage() + (unknown ? "; the broker may have done it, or not" : "");
    }

    private static String explain(UncheckedIOException error) {
        return error.getCause() instanceof NoSuchFileException
                ? "there is no file or folder " + error.getCause().getMessage()
                : String.valueOf(error.getCause());
    }
}
