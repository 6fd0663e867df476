package io.kaska.server;

import io.kaska.Kaska;
import io.kaska.KaskaBuilder;
import io.kaska.acceptance.KaskaAcceptance;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract over TCP where committed offsets are files. */
class CommittedOffsetsInAFolderAcceptanceIT extends KaskaAcceptance {
    private static final RunningBroker BROKER = new RunningBroker(CommittedOffsetsInAFolderAcceptanceIT::inTheFolder);

    @TempDir
    static Path folder;

    private static KaskaBroker.Builder inTheFolder(KaskaBroker.Builder builder) {
        return builder.committedOffsets(folder);
    }

    @BeforeAll
    static void start() {
        BROKER.start();
    }

    @AfterAll
    static void stop() {
        BROKER.close();
    }

    @Override
    protected Kaska newClient(KaskaBuilder options) {
        return options.address("127.0.0.1", BROKER.port()).build();
    }

    @Override
    protected boolean restartable() {
        return true;
    }

    @Override
    protected void restart() {
        BROKER.restart();
    }

    @Override
    protected boolean keepsCommittedOffsetsOverARestart() {
        return true;
    }
}
