package io.kaska.kafka;

import org.jspecify.annotations.Nullable;

/** Three nodes for all tests of this JVM that leave them running: started by the first, stopped with the JVM. */
public final class SharedCluster {
    private static @Nullable KafkaCluster cluster;

    private SharedCluster() {}

    public static synchronized KafkaCluster get() {
        KafkaCluster running = cluster;
        if (running == null) {
            running = KafkaCluster.start(3);
            cluster = running;
            Runtime.getRuntime().addShutdownHook(new Thread(running::close));
        }
        return running;
    }
}
