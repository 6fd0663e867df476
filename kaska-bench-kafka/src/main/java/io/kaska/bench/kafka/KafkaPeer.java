package io.kaska.bench.kafka;

import io.kaska.bench.side.Peer;
import io.kaska.bench.side.SideKind;
import io.kaska.bench.side.Storage;
import java.nio.file.Path;
import java.util.List;

/** Apache Kafka: as it comes, and with the settings of someone who wants throughput. */
public final class KafkaPeer implements Peer {
    private static final String LIBRARIES = "kaska-bench-kafka/target/lib";

    /** For {@link java.util.ServiceLoader}. */
    public KafkaPeer() {}

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public List<SideKind> kinds(Path root, Storage storage) {
        Path libraries = root.resolve(LIBRARIES);
        return List.of(
                new KafkaKind(libraries, storage, Tuning.DEFAULT), new KafkaKind(libraries, storage, Tuning.TUNED));
    }
}
