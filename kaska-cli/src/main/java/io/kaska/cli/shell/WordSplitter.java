package io.kaska.cli.shell;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits one line into words, as a Unix shell would. Spaces and tabs separate. Between {@code '…'} everything stands for
 * itself. Between {@code "…"} a backslash begins an escape: {@code \n \r \t \0 \\ \" \'} and {@code \xNN}, so that every
 * byte can be typed. Elsewhere a backslash takes the next byte as it is. Works on bytes, so that what is no text passes
 * unharmed. For one line, by one thread.
 */
final class WordSplitter {
    private static final String ESCAPES = "nrt0\\\"'";
    private static final String ESCAPED = "\n\r\t\0\\\"'";

    private final byte[] line;
    private final List<Word> words = new ArrayList<>();
    private final ByteArrayOutputStream word = new ByteArrayOutputStream();
    private int next;
    private boolean inWord;
    private boolean quoted;

    private WordSplitter(byte[] line) {
        this.line = line;
    }

    /** @throws UsageException if a quote is not closed, or an escape is unknown */
    static List<Word> split(byte[] line) {
        return new WordSplitter(line).split();
    }

    private List<Word> split() {
        while (next < line.length) {
            byte b = line[next++];
            switch (b) {
                case ' ', '\t' -> endWord();
                case '\'' -> takeLiteral();
                case '"' -> takeQuoted();
                case '\\' -> take(following("a backslash at the end stands for nothing"));
                default -> take(b);
            }
        }
        endWord();
        return words;
    }

    private void endWord() {
        if (inWord) {
            words.add(new Word(word.toByteArray(), quoted));
            word.reset();
        }
        inWord = false;
        quoted = false;
    }

    private void take(int b) {
        inWord = true;
        word.write(b);
    }

    private void takeLiteral() {
        beginQuote();
        for (byte b = following("a ' is not closed"); b != '\''; b = following("a ' is not closed")) {
            word.write(b);
        }
    }

    private void takeQuoted() {
        beginQuote();
        for (byte b = following("a \" is not closed"); b != '"'; b = following("a \" is not closed")) {
            word.write(b == '\\' ? escape() : b);
        }
    }

    /** A word may be nothing but quotes: it is there, and empty. */
    private void beginQuote() {
        inWord = true;
        quoted = true;
    }

    private int escape() {
        byte b = following("a \" is not closed");
        if (b == 'x') {
            return hexDigit() << 4 | hexDigit();
        }
        int escape = ESCAPES.indexOf(b);
        if (escape < 0) {
            throw new UsageException(
                    "\\" + (char) (b & 0xFF) + " is no escape; there are \\n \\r \\t \\0 \\\\ \\\" \\xNN");
        }
        return ESCAPED.charAt(escape);
    }

    private int hexDigit() {
        int digit = Character.digit(following("\\x needs two hexadecimal digits"), 16);
        if (digit < 0) {
            throw new UsageException("\\x needs two hexadecimal digits");
        }
        return digit;
    }

    private byte following(String otherwise) {
        if (next == line.length) {
            throw new UsageException(otherwise);
        }
        return line[next++];
    }
}
