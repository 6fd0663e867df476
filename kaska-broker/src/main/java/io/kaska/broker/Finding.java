package io.kaska.broker;

import io.kaska.log.LogFinding;

/**
 * Something that was found in a folder of messages, as one line: which file, where, what was expected, what was found,
 * and which messages it hits.
 */
public record Finding(Kind kind, String text) {
    /** What it means. */
    public enum Kind {
        /** Something is lost that was acknowledged. */
        DAMAGE,
        /** What can be made anew is missing or wrong. */
        WARNING,
        /** What a killed process or a loss of power leaves in the best of orders, or what is not Kaska's. */
        NOTE
    }

    static Finding of(LogFinding found) {
        Kind kind = switch (found.severity()) {
            case DAMAGE -> Kind.DAMAGE;
            case WARNING -> Kind.WARNING;
            case NOTE -> Kind.NOTE;
        };
        return new Finding(kind, found.text());
    }
}
