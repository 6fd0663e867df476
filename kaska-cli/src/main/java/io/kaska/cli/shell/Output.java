package io.kaska.cli.shell;

import io.kaska.Message;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What the shell answers: each result one line of a word and a value, each message a few such lines, the same at a
 * terminal and in a pipe, so that a script can read what a person reads; a terminal adds colour. In UTF-8, whatever the
 * locale. For the thread that runs the shell.
 */
final class Output {
    /** Of longer payloads the beginning is shown. */
    static final int SHOWN_BYTES = 256;

    private static final String DIM = "\033[2m";
    private static final String RED = "\033[31m";
    private static final String PLAIN = "\033[0m";

    private final PrintStream out;
    private final PrintStream err;
    private final boolean coloured;

    Output(PrintStream out, PrintStream err, boolean coloured) {
        this.out = new PrintStream(out, false, StandardCharsets.UTF_8);
        this.err = new PrintStream(err, false, StandardCharsets.UTF_8);
        this.coloured = coloured;
    }

    void line(String line) {
        out.println(line);
    }

    void result(String label, Object value) {
        out.println(dim(label) + " " + value);
    }

    /** A message with all that it has, its payload as text and as hexadecimal. */
    void message(Message message) {
        ByteBuffer payload = message.payload();
        ByteBuffer shown = beginning(payload);
        int hidden = payload.remaining() - shown.remaining();
        messageHeader(message);
        result("time", message.timestamp());
        message.key().ifPresent(key -> result("key", shown(key)));
        message.headers().forEach((name, value) -> result("header", Quoted.name(name) + " " + shown(value)));
        result("text", Quoted.of(shown));
        Hexdump.lines(shown).forEach(line -> result("hex", line));
        if (hidden > 0) {
            result("more", hidden + " bytes");
        }
    }

    private static ByteBuffer beginning(ByteBuffer bytes) {
        return bytes.slice(bytes.position(), Math.min(bytes.remaining(), SHOWN_BYTES));
    }

    private static String shown(ByteBuffer bytes) {
        int hidden = bytes.remaining() - Math.min(bytes.remaining(), SHOWN_BYTES);
        return Quoted.of(beginning(bytes)) + (hidden > 0 ? " more " + hidden + " bytes" : "");
    }

    /** What was read, without its payload. */
    void messageHeader(Message message) {
        result(
                "message",
                Quoted.name(message.topic()) + " " + message.offset() + " "
                        + message.payload().remaining());
    }

    /** For bytes as they are. */
    OutputStream raw() {
        return out;
    }

    void error(String line) {
        out.flush();
        err.println(coloured ? RED + line + PLAIN : line);
        err.flush();
    }

    /** Brings everything out; false if nobody reads it any more. */
    boolean flush() {
        return !out.checkError();
    }

    private String dim(String label) {
        return coloured ? DIM + label + PLAIN : label;
    }
}
