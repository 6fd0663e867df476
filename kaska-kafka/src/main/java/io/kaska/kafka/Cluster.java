package io.kaska.kafka;

import io.kaska.KaskaClosedException;
import io.kaska.KaskaConnectionException;
import io.kaska.KaskaException;
import io.kaska.KaskaInterruptedException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/**
 * The cluster as it is asked about topics, offsets and groups: one client for all of that, made at the first question.
 * It has a thread of its own, so that an interrupt ends the wait of one caller and nothing else. Used by any thread.
 */
final class Cluster implements AutoCloseable {
    private final Settings settings;
    private final Object lock = new Object();
    private @Nullable Admin admin;
    private volatile boolean reached;
    private volatile boolean closed;
    private volatile @Nullable Boolean makesTopics;

    Cluster(Settings settings) {
        this.settings = settings;
    }

    Settings settings() {
        return settings;
    }

    /** Something that a client of Kafka does in its own time. */
    interface Question<T> extends Function<Admin, KafkaFuture<T>> {}

    /** Asks something that changes nothing. */
    <T> T ask(String topic, Question<T> question) {
        return await(begin(question), topic, false);
    }

    /** Asks for a change. */
    <T> T change(String topic, Question<T> question) {
        return await(begin(question), topic, true);
    }

    /** Sends a question off, to be waited for by {@link #await}. */
    <T> KafkaFuture<T> begin(Question<T> question) {
        Admin asked = reached();
        try {
            return question.apply(asked);
        } catch (KafkaException | IllegalStateException e) { // closed meanwhile, mostly
            checkOpen();
            throw Failures.of(e, "", false);
        }
    }

    /**
     * The answer to a question.
     *
     * @param changes whether the cluster may have done something by the time the wait ends without an answer
     */
    <T> T await(KafkaFuture<T> future, String topic, boolean changes) {
        try {
            return future.get(settings.requestMillis() + 1_000L, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KaskaInterruptedException("interrupted while waiting for the cluster", changes);
        } catch (ExecutionException e) {
            checkOpen();
            throw failure(e.getCause(), topic, changes);
        } catch (TimeoutException e) {
            checkOpen();
            throw failure(e, topic, changes);
        }
    }

    /** Whether an answer, or an error, is there after a time at most. */
    boolean isDoneWithin(KafkaFuture<?> future, long millis) {
        try {
            Object unused = future.get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KaskaInterruptedException("interrupted while waiting for the cluster", false);
        } catch (ExecutionException e) {
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    /** What a future that has not failed has come to. */
    static <T> T done(KafkaFuture<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private RuntimeException failure(@Nullable Throwable cause, String topic, boolean changes) {
        RuntimeException failure = Failures.of(cause, topic, changes);
        if (failure instanceof KaskaConnectionException) {
            reached = false; // the next call finds out sooner whether anybody is there
        }
        return failure;
    }

    /** Connects if nobody has: who cannot be reached at all is found out within the time for connecting. */
    private Admin reached() {
        Admin known = made();
        if (!reached) {
            connect(known);
            reached = true;
        }
        return known;
    }

    private void connect(Admin unsure) {
        try {
            await(
                    unsure.describeCluster(new DescribeClusterOptions().timeoutMs(settings.connectMillis()))
                            .nodes(),
                    "",
                    false);
        } catch (KaskaConnectionException e) {
            throw new KaskaConnectionException(
                    "no node of the cluster at " + settings.url().servers() + " was reached within "
                            + settings.connectTimeout(),
                    false,
                    e);
        }
    }

    /**
     * Whether the nodes make a topic that a producer of Kafka names, which cannot be kept from naming one that is gone.
     * Who may not know is told no.
     */
    boolean makesTopics() {
        Boolean known = makesTopics;
        if (known == null) {
            known = askWhetherItMakesTopics();
            makesTopics = known;
        }
        return known;
    }

    private boolean askWhetherItMakesTopics() {
        Collection<Node> nodes = ask("", admin -> admin.describeCluster().nodes());
        ConfigResource node = new ConfigResource(
                ConfigResource.Type.BROKER, nodes.iterator().next().idString());
        try {
            ConfigEntry entry = ask(
                            "",
                            admin -> admin.describeConfigs(List.of(node))
                                    .values()
                                    .get(node))
                    .get("auto.create.topics.enable");
            return entry != null && Boolean.parseBoolean(entry.value());
        } catch (KaskaConnectionException e) {
            throw e;
        } catch (KaskaException e) {
            checkOpen();
            return false;
        }
    }

    private Admin made() {
        synchronized (lock) {
            checkOpen();
            if (admin == null) {
                admin = make(() -> Admin.create(settings.admin()));
            }
            return admin;
        }
    }

    /** Makes a client of Kafka. */
    interface Maker<T> {
        T make();
    }

    /** What keeps a client of Kafka from being made is a wrong property, or a name of a host that nobody knows (yet). */
    static <T> T make(Maker<T> maker) {
        try {
            return maker.make();
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new KaskaConnectionException("no client of the cluster can be made: " + cause.getMessage(), false, e);
        }
    }

    boolean isClosed() {
        return closed;
    }

    void checkOpen() {
        if (closed) {
            throw new KaskaClosedException("the client was closed");
        }
    }

    /** Ends all waits; does not wait for what is on its way. */
    @Override
    public void close() {
        Admin known;
        synchronized (lock) {
            closed = true;
            known = admin;
        }
        if (known != null) {
            known.close(Duration.ZERO);
        }
    }
}
