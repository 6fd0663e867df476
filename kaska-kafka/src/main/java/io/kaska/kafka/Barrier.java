package io.kaska.kafka;

import io.kaska.KaskaConnectionException;
import io.kaska.KaskaException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.DescribeFeaturesOptions;
import org.apache.kafka.clients.admin.FeatureMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;

/**
 * Waits until every node of the cluster knows of a change. A change of topics is done when the controllers have it; the
 * nodes learn of it one by one, in the order of the controllers' log, and whoever asks one that has not would see the
 * past. So the end of that log is asked for, and then each node how far it is: the epoch of its features is the offset
 * that it has come to.
 *
 * <p>A node that does not answer is not waited for longer than it takes to connect: it learns of the change before it
 * serves anybody again. Who may not ask for the controllers' log goes on at once. Used by any thread.
 */
final class Barrier {
    private static final long PAUSE_MILLIS = 2;

    private final Cluster cluster;
    private volatile boolean blind;

    Barrier(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Returns when all nodes know what the controllers knew when this was called. */
    void await() {
        if (blind) {
            return;
        }
        long last;
        Collection<Node> nodes;
        try {
            KafkaFuture<Collection<Node>> live =
                    cluster.begin(admin -> admin.describeCluster().nodes());
            last = cluster.ask("", admin -> admin.describeMetadataQuorum().quorumInfo())
                            .highWatermark()
                    - 1;
            nodes = cluster.await(live, "", false);
        } catch (KaskaConnectionException e) {
            throw new KaskaConnectionException(
                    "it was done, but whether all nodes know of it is not known: " + e.getMessage(), true, e);
        } catch (KaskaException e) {
            cluster.checkOpen();
            blind = !Thread.currentThread().isInterrupted(); // not allowed, or too old to be asked
            return;
        }
        await(nodes, last);
    }

    private void await(Collection<Node> nodes, long last) {
        long giveUp = System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(cluster.settings().connectMillis());
        Map<Integer, KafkaFuture<FeatureMetadata>> asked = new HashMap<>();
        nodes.forEach(node -> asked.put(node.id(), ask(node.id())));
        while (!asked.isEmpty() && System.nanoTime() - giveUp < 0) {
            asked.replaceAll((node, answer) -> answer.isDone() && !knows(answer, last) ? ask(node) : answer);
            asked.values().removeIf(answer -> answer.isDone() && knows(answer, last));
            if (!asked.isEmpty()) {
                Pauses.sleep(PAUSE_MILLIS);
            }
        }
    }

    private KafkaFuture<FeatureMetadata> ask(int node) {
        return cluster.begin(admin -> admin.describeFeatures(new DescribeFeaturesOptions()
                        .nodeId(node)
                        .timeoutMs(cluster.settings().connectMillis()))
                .featureMetadata());
    }

    private static boolean knows(KafkaFuture<FeatureMetadata> answer, long last) {
        return !answer.isCompletedExceptionally()
                && Cluster.done(answer).finalizedFeaturesEpoch().orElse(-1L) >= last;
    }
}
