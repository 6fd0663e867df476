package io.kaska.cli.shell;

import java.util.List;
import java.util.Locale;

/**
 * One thing that the shell can do: its names, what stands behind them, and the deed.
 *
 * @param letter the original's letter for it; empty if it had none
 * @param names the first is the one that help shows; each is found in whatever case, with or without {@code _} and
 *     {@code -}
 * @param arguments what stands behind the name, as help shows it; a word {@code TOPIC} in it is completed
 * @param summary one line
 * @param details what else there is to know; may be empty
 */
record Operation(String letter, List<String> names, String arguments, String summary, String details, Deed deed) {
    /** What an operation does when its line was typed. */
    @FunctionalInterface
    interface Deed {
        void run(Session session, Words words);
    }

    String name() {
        return names.getFirst();
    }

    String usage() {
        return arguments.isEmpty() ? name() : name() + " " + arguments;
    }

    boolean isCalled(String word) {
        return word.equalsIgnoreCase(letter)
                || names.stream().anyMatch(name -> spelling(name).equals(spelling(word)));
    }

    /** create_topic, createTopic and create-topic are one name. */
    private static String spelling(String name) {
        return name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
    }
}
