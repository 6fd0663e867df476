package io.kaska.bench.side;

/** A kind of broker with its settings, which can be started any number of times. */
public interface SideKind {
    /** A word: kaska, kafka, kafka-tuned. */
    String name();

    /** The settings, as a line says them. */
    String settings();

    /** Whether it is a process that is started here, and not one that runs already. */
    boolean isStartedHere();

    /** Whether it can run inside this JVM. */
    default boolean isEmbeddable() {
        return false;
    }

    /** Whether it has {@link Side#connectSocket}. */
    default boolean hasSockets() {
        return false;
    }

    /** The most clients that make sense in one JVM: those of a library that takes threads for each are dear. */
    default int maxClients() {
        return Integer.MAX_VALUE;
    }

    /** A broker that takes connections. */
    Side start();
}
