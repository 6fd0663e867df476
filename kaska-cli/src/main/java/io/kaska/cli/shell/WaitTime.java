package io.kaska.cli.shell;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A time span as people write it: {@code 500ms}, {@code 5s}, {@code 2m}, {@code 1h}, {@code 7d}; a number alone is seconds. */
public final class WaitTime {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h|d|)");

    private WaitTime() {}

    /**
     * The time span that a text says.
     *
     * @throws IllegalArgumentException if it says none
     */
    public static Duration parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no time span; they look like 500ms, 5s, 2m, 1h or 7d");
        }
        long number = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofSeconds(number);
        };
    }
}
