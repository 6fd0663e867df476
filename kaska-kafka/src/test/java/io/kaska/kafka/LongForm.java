package io.kaska.kafka;

/** Whether a check runs in its long form, by the system property {@code kaska.long}. */
final class LongForm {
    static final boolean ON = Boolean.getBoolean("kaska.long");

    private LongForm() {}

    static int choose(int shortForm, int longForm) {
        return ON ? longForm : shortForm;
    }
}
