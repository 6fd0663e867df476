package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThatCode;

/** The end of a test: everything is closed, whatever fails on the way. */
final class Closing {
    private Closing() {}

    static void all(AutoCloseable... resources) {
        assertThatCode(() -> inTurn(0, resources)).doesNotThrowAnyException();
    }

    private static void inTurn(int from, AutoCloseable... resources) throws Exception {
        if (from < resources.length) {
            try {
                resources[from].close();
            } finally {
                inTurn(from + 1, resources);
            }
        }
    }
}
