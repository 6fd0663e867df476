package io.kaska.log;

/**
 * Where one is in valid UTF-8, byte by byte, as table 3-7 of the Unicode standard has it: no overlong forms, no
 * surrogates, nothing above U+10FFFF. Text is valid if it ends where a character may begin.
 */
enum Utf8 {
    /** A character may begin. */
    START,
    ONE_MORE,
    TWO_MORE,
    TWO_MORE_NOT_OVERLONG,
    TWO_MORE_NO_SURROGATE,
    THREE_MORE,
    THREE_MORE_NOT_OVERLONG,
    THREE_MORE_NOT_TOO_HIGH,
    /** It is not UTF-8. */
    WRONG;

    Utf8 next(byte next) {
        int b = next & 0xFF;
        return switch (this) {
            case START -> first(b);
            case ONE_MORE -> between(b, 0x80, 0xBF, START);
            case TWO_MORE -> between(b, 0x80, 0xBF, ONE_MORE);
            case TWO_MORE_NOT_OVERLONG -> between(b, 0xA0, 0xBF, ONE_MORE);
            case TWO_MORE_NO_SURROGATE -> between(b, 0x80, 0x9F, ONE_MORE);
            case THREE_MORE -> between(b, 0x80, 0xBF, TWO_MORE);
            case THREE_MORE_NOT_OVERLONG -> between(b, 0x90, 0xBF, TWO_MORE);
            case THREE_MORE_NOT_TOO_HIGH -> between(b, 0x80, 0x8F, TWO_MORE);
            case WRONG -> WRONG;
        };
    }

    private static Utf8 between(int b, int low, int high, Utf8 then) {
        return b >= low && b <= high ? then : WRONG;
    }

    private static Utf8 first(int b) {
        if (b < 0x80) {
            return START;
        }
        return switch (b) {
            case 0xE0 -> TWO_MORE_NOT_OVERLONG;
            case 0xED -> TWO_MORE_NO_SURROGATE;
            case 0xF0 -> THREE_MORE_NOT_OVERLONG;
            case 0xF4 -> THREE_MORE_NOT_TOO_HIGH;
            default -> b < 0xC2 ? WRONG : b < 0xE0 ? ONE_MORE : b < 0xF0 ? TWO_MORE : b < 0xF4 ? THREE_MORE : WRONG;
        };
    }
}
