package io.kaska.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kaska.log.RecoveryProgress;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every folder is loaded once, a failure or an interrupt ends it, and nothing of it goes on afterwards. */
class TopicLoaderTest {
    private static final int TOPICS = 300;

    @TempDir
    private Path folder;

    private final RecoveryProgress progress = new RecoveryProgress();

    private void makeFolders() throws IOException {
        for (int i = 0; i < TOPICS; i++) {
            Files.createDirectory(folder.resolve("t" + i));
        }
    }

    @Test
    void loadsEachOnce() throws Exception {
        makeFolders();
        Set<Path> loaded = ConcurrentHashMap.newKeySet();
        var calls = new AtomicInteger();
        TopicLoader.loadAll(
                folder,
                path -> {
                    loaded.add(path);
                    calls.incrementAndGet();
                },
                progress);
        assertThat(loaded).hasSize(TOPICS);
        assertThat(calls).hasValue(TOPICS);
    }

    @Test
    void aFolderThatCannotBeLoadedEndsItAndNothingGoesOn() throws Exception {
        makeFolders();
        var working = new AtomicInteger();
        var loaded = new AtomicInteger();
        assertThatThrownBy(() -> TopicLoader.loadAll(
                        folder,
                        path -> {
                            working.incrementAndGet();
                            try {
                                if (loaded.incrementAndGet() == 5) {
                                    throw new IOException("the fifth");
                                }
                                Thread.sleep(1);
                            } catch (InterruptedException e) {
                                throw new AssertionError("nobody interrupts this thread", e);
                            } finally {
                                working.decrementAndGet();
                            }
                        },
                        progress))
                .isInstanceOf(IOException.class)
                .hasMessage("the fifth");
        assertThat(working).hasValue(0);
        assertThat(loaded).hasValueLessThan(TOPICS);
    }

    @Test
    void anInterruptOfTheStartReachesNoFile() throws Exception {
        makeFolders();
        var begun = new CountDownLatch(1);
        var failed = ConcurrentHashMap.<Throwable>newKeySet();
        Thread caller = Thread.currentThread();
        Thread.ofVirtual().start(() -> {
            try {
                begun.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            caller.interrupt();
        });
        assertThatThrownBy(() -> TopicLoader.loadAll(folder, path -> readSlowly(path, begun, failed), progress))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        assertThat(failed).isEmpty();
    }

    private static void readSlowly(Path path, CountDownLatch begun, Set<Throwable> failed) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            begun.countDown();
            Thread.sleep(5);
            channel.size();
        } catch (InterruptedException | IOException e) {
            failed.add(e);
        }
    }

    @Test
    void saysHowFarItIsByTopicsAndInLargeOnesByBytes() {
        assertThat(TopicLoader.text(3, 20, 0, 0)).isEqualTo("looked through 3 of 20 topics");
        assertThat(TopicLoader.text(0, 1, 300L << 20, 20L << 30))
                .isEqualTo("looked through 0 of 1 topics, and 300 of 20,480 MiB in large ones");
    }
}
