package io.kaska.client;

import java.io.IOException;

/** The broker sent bytes that are no answer to what was asked. The connection is out of step then, and given up. */
final class MalformedAnswerException extends IOException {
    private static final long serialVersionUID = 1;

    MalformedAnswerException(String problem) {
        super("the broker's answer makes no sense: " + problem);
    }
}
