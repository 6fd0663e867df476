package io.kaska.bench.side;

import java.nio.file.Path;
import java.util.List;

/**
 * A broker that Kaska is compared with. Found by {@link java.util.ServiceLoader}, so that nobody builds or loads its
 * library who does not ask for it.
 */
public interface Peer {
    /** A word: kafka. */
    String name();

    /**
     * Its contenders: the same broker with several settings.
     *
     * @param root the project's folder
     * @param storage where it keeps messages
     * @throws BenchException if it is not installed
     */
    List<SideKind> kinds(Path root, Storage storage);
}
