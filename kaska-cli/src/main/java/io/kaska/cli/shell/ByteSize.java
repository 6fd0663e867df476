package io.kaska.cli.shell;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A size in bytes as people write it: {@code 65536}, {@code 512k}, {@code 64M}, {@code 1G}, in powers of 1024. */
public record ByteSize(long bytes) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,18})([KMGT]?)(I?B)?");
    private static final String UNITS = "KMGT";

    /**
     * The size that a text says.
     *
     * @throws IllegalArgumentException if it says none, or one that no {@code long} holds
     */
    public static ByteSize parse(String text) {
        Matcher form = FORM.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no size; sizes look like 65536, 512k, 64M or 1G");
        }
        int power = form.group(2).isEmpty() ? 0 : UNITS.indexOf(form.group(2)) + 1;
        try {
            return new ByteSize(Math.multiplyExact(Long.parseLong(form.group(1)), 1L << (10 * power)));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is too large a size", e);
        }
    }

    /** The size as an {@code int}, for what cannot be larger. */
    public int intBytes() {
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(bytes + " bytes are too many; at most " + Integer.MAX_VALUE);
        }
        return (int) bytes;
    }
}
