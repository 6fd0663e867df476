package io.kaska.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** Kaska's version, as the build wrote it down, and that of the Java it runs on. */
final class KaskaVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"kaska " + read() + " (Java " + Runtime.version() + ")"};
    }

    private static String read() {
        try (InputStream in = Objects.requireNonNull(KaskaVersion.class.getResourceAsStream("version"))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
