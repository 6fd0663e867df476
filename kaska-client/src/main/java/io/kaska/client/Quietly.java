package io.kaska.client;

import java.io.Closeable;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what is given up anyway, where a failure changes nothing for anybody but is worth a line for the curious. */
final class Quietly {
    private static final Logger LOG = LoggerFactory.getLogger(Quietly.class);

    private Quietly() {}

    static void close(Closeable given) {
        try {
            given.close();
        } catch (IOException e) {
            LOG.debug("cannot close {}", given, e);
        }
    }
}
