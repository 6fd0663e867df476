package io.kaska.cli.shell;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The shell of a pipe: line by line, without a prompt, until the end or the first operation that fails. */
final class ScriptedShell {
    private final InputStream in;
    private final Output output;
    private final Interpreter interpreter;
    private final boolean keepGoing;

    /** @param keepGoing whether the lines behind a failed one are carried out */
    ScriptedShell(InputStream in, Output output, Interpreter interpreter, boolean keepGoing) {
        this.in = new BufferedInputStream(in);
        this.output = output;
        this.interpreter = interpreter;
        this.keepGoing = keepGoing;
    }

    /** Whether all operations succeeded, and all answers could be written. */
    boolean run() throws IOException {
        boolean succeeded = true;
        int number = 0;
        for (Optional<byte[]> line = readLine(); line.isPresent(); line = readLine()) {
            number++;
            succeeded &= interpreter.execute(line.get(), "line " + number + ": ");
            boolean read = output.flush();
            if (!read || interpreter.ended() || (!succeeded && !keepGoing)) {
                return succeeded && read;
            }
        }
        return succeeded;
    }

    /** A line without its end, which may be that of a file from Windows; the last one needs none. */
    private Optional<byte[]> readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = in.read();
        if (b < 0) {
            return Optional.empty();
        }
        for (; b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
        }
        byte[] bytes = line.toByteArray();
        boolean carriageReturn = bytes.length > 0 && bytes[bytes.length - 1] == '\r';
        return Optional.of(carriageReturn ? java.util.Arrays.copyOf(bytes, bytes.length - 1) : bytes);
    }
}
