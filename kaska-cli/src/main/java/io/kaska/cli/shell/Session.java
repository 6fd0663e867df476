package io.kaska.cli.shell;

import io.kaska.Kaska;
import java.util.Optional;

/** What the operations of one shell work on. For the thread that runs the shell. */
final class Session {
    private final Kaska kaska;
    private final Optional<String> client;
    private final Output output;
    private boolean ended;

    /** @param client the name that offsets are committed under, if one was given */
    Session(Kaska kaska, Optional<String> client, Output output) {
        this.kaska = kaska;
        this.client = client;
        this.output = output;
    }

    Kaska kaska() {
        return kaska;
    }

    Output output() {
        return output;
    }

    /** @throws UsageException if the shell was started without a client's name */
    String client() {
        return client.orElseThrow(() -> new UsageException(
                "committed offsets are kept under a client's name; start the shell with one: ./kaska shell CLIENT"));
    }

    void end() {
        ended = true;
    }

    boolean ended() {
        return ended;
    }
}
