package io.kaska.cli.shell;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Optional;

/** A scripted shell on a {@link FakeKaska}, and what it wrote. One for each test. */
final class ShellFixture {
    final FakeKaska kaska = new FakeKaska();

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Optional<String> client = Optional.of("me");
    private boolean keepGoing;

    ShellFixture withoutClient() {
        client = Optional.empty();
        return this;
    }

    ShellFixture keepingGoing() {
        keepGoing = true;
        return this;
    }

    /** Runs a script; whether all of it succeeded. */
    boolean run(String script) {
        return run(script.getBytes(UTF_8));
    }

    boolean run(byte[] script) {
        Output output = new Output(new PrintStream(out), new PrintStream(err), false);
        Interpreter interpreter = new Interpreter(new Session(kaska, client, output));
        try {
            return new ScriptedShell(new ByteArrayInputStream(script), output, interpreter, keepGoing).run();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Everything that was answered so far, and forgets it. */
    String answers() {
        return taken(out);
    }

    byte[] answeredBytes() {
        byte[] bytes = out.toByteArray();
        out.reset();
        return bytes;
    }

    String errors() {
        return taken(err);
    }

    private static String taken(ByteArrayOutputStream stream) {
        String text = stream.toString(UTF_8);
        stream.reset();
        return text;
    }
}
