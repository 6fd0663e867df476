package io.kaska.log;

/** The numbers in the names of a log's files: ten digits or more, and an ending. */
final class FileNumbers {
    private static final int DIGITS = 10;
    private static final int MOST_DIGITS = 18;

    private FileNumbers() {}

    /** The number before the ending; -1 if the name is not of that form. */
    static long parse(String name, String ending) {
        int digits = name.length() - ending.length();
        if (!name.endsWith(ending) || digits < DIGITS || digits > MOST_DIGITS) {
            return -1;
        }
        for (int i = 0; i < digits; i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return -1;
            }
        }
        return Long.parseLong(name, 0, digits, 10);
    }
}
