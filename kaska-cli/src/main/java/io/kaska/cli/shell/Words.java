package io.kaska.cli.shell;

import java.util.ArrayList;
import java.util.List;

/** What stands behind the name of an operation, taken word by word from the left. For one line, by one thread. */
final class Words {
    private final List<Word> words;
    private int next;

    Words(List<Word> words) {
        this.words = List.copyOf(words);
    }

    /**
     * The next word as text.
     *
     * @param what it is, for the error
     * @throws UsageException if there is none
     */
    String text(String what) {
        return word(what).text();
    }

    Word word(String what) {
        if (isEmpty()) {
            throw new UsageException(what + " is missing");
        }
        return words.get(next++);
    }

    /** The next word as an offset; a negative one is the client library's to refuse. */
    long offset() {
        return number(text("OFFSET"), "an offset");
    }

    /** The next word as a number of items, 1 or more. */
    int count() {
        long count = number(text("COUNT"), "a count");
        if (count < 1 || count > Integer.MAX_VALUE) {
            throw new UsageException("a count is 1 to " + Integer.MAX_VALUE + ", not " + count);
        }
        return (int) count;
    }

    /** Takes the next word if it is this option. */
    boolean option(String option) {
        boolean there = !isEmpty() && words.get(next).isOption(option);
        next += there ? 1 : 0;
        return there;
    }

    /** All words that are left. */
    List<Word> rest() {
        List<Word> rest = new ArrayList<>(words.subList(next, words.size()));
        next = words.size();
        return rest;
    }

    boolean isEmpty() {
        return next == words.size();
    }

    /** @throws UsageException if a word is left */
    void end() {
        if (!isEmpty()) {
            throw new UsageException(Quoted.name(words.get(next).text()) + " is too much");
        }
    }

    private static long number(String text, String what) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new UsageException(Quoted.name(text) + " is not " + what);
        }
    }
}
