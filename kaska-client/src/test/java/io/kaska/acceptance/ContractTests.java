package io.kaska.acceptance;

import io.kaska.Kaska;
import io.kaska.KaskaBuilder;
import io.kaska.Message;
import io.kaska.UnknownTopicException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/**
 * What one part of the suite works with: clients and topics that end with the test. JUnit makes an instance for each
 * test. A test that hangs fails after two minutes, whether it can be interrupted or not.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class ContractTests {
    /** Longer than any test waits for what has to happen at once: that it never passes is what is tested. */
    static final Duration LONG = Duration.ofSeconds(60);

    /** Sets the names of this run apart from those of all others on a shared broker. */
    private static final String RUN = Long.toString(System.currentTimeMillis(), 36);

    private static final AtomicLong NAMES = new AtomicLong();

    final KaskaAcceptance suite;
    private final Collection<Kaska> clients = new ConcurrentLinkedQueue<>();
    private final Collection<String> topics = new ConcurrentLinkedQueue<>();
    private final Collection<Background<?>> tasks = new ConcurrentLinkedQueue<>();

    ContractTests(KaskaAcceptance suite) {
        this.suite = suite;
    }

    /** A client that is closed when the test ends. */
    Kaska client() {
        return client(Kaska.builder());
    }

    /** A client with settings of its own, closed when the test ends. */
    Kaska client(KaskaBuilder options) {
        Kaska client = suite.newClient(options);
        clients.add(client);
        return client;
    }

    /** A name that nobody has used; if there is a topic of that name when the test ends, it is deleted. */
    String freshName(String start) {
        return used(start + "-" + RUN + "-" + NAMES.incrementAndGet());
    }

    /** Says that the test may make this topic. */
    String used(String topic) {
        topics.add(topic);
        return topic;
    }

    /** A new empty topic. */
    String topic(Kaska client, String start) {
        String topic = freshName(start);
        client.createTopic(topic);
        return topic;
    }

    List<String> topics(Kaska client, String... starts) {
        List<String> made = new ArrayList<>();
        for (String start : starts) {
            made.add(topic(client, start));
        }
        return made;
    }

    /** Runs a task in a thread of its own, which may not outlive the test. */
    <T> Background<T> inBackground(Callable<T> task) {
        Background<T> started = new Background<>(task);
        tasks.add(started);
        return started;
    }

    /** A client subscribed to the topics. */
    Kaska subscriber(String... topics) {
        Kaska client = client();
        client.subscribe(List.of(topics));
        return client;
    }

    /** The text of a message. */
    static String text(Message message) {
        return Payloads.text(message.payload());
    }

    /** The text of what a poll gave, or "nothing". */
    static String text(Optional<Message> message) {
        return message.map(ContractTests::text).orElse("nothing");
    }

    static List<String> texts(Collection<Message> messages) {
        return messages.stream().map(ContractTests::text).toList();
    }

    /** All that is there now. */
    static List<Message> drain(Kaska client) {
        List<Message> all = new ArrayList<>();
        for (Optional<Message> next = client.poll(); next.isPresent(); next = client.poll()) {
            all.add(next.get());
        }
        return all;
    }

    @AfterEach
    void leaveNothingBehind() throws InterruptedException {
        clients.forEach(Kaska::close);
        try (Kaska client = suite.newClient(Kaska.builder())) {
            for (String topic : Set.copyOf(topics)) {
                deleteIfThere(client, topic);
            }
        }
        for (Background<?> task : tasks) {
            task.end();
        }
    }

    private static void deleteIfThere(Kaska client, String topic) {
        try {
            client.deleteTopic(topic);
        } catch (UnknownTopicException e) {
            // The test never made it, or deleted it itself.
        }
    }
}
