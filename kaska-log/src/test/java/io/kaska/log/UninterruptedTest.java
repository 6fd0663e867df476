package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UninterruptedTest {
    @Test
    void anInterruptedCallerSpoilsNothingAndKeepsItsInterrupt(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("file");
        try (RealFile file = new RealFile(
                path,
                FileChannel.open(
                        path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW))) {
            Thread.currentThread().interrupt();
            file.allocate(0, 8_192, 4_096);
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 5);
            file.flush();
            ByteBuffer read = ByteBuffer.allocate(3);
            file.read(read, 5);
            assertThat(read.array()).containsExactly(1, 2, 3);
            assertThat(file.size()).isEqualTo(8_192);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(file.size()).isEqualTo(8_192); // nobody closed it
        }
    }

    @Test
    void whatTheActionThrowsIsThrown() {
        IOException reason = new IOException("the disk");
        assertThatThrownBy(() -> Uninterrupted.run(() -> {
                    throw reason;
                }))
                .isSameAs(reason);
        assertThatThrownBy(() -> Uninterrupted.run(() -> {
                    throw new IllegalStateException("a bug");
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aThreadThatNobodyInterruptsWorksItselfAndOthersDoNot() throws Exception {
        assertThat(threadOfAction(false)).isFalse();
        assertThat(threadOfAction(true)).isTrue();
        assertThat(threadOfAction(false)).isFalse();
    }

    private static boolean threadOfAction(boolean safe) throws Exception {
        AtomicReference<Thread> worker = new AtomicReference<>();
        Runnable life = () -> act(worker);
        Thread thread = Thread.ofVirtual().start(safe ? () -> Uninterrupted.always(life) : life);
        thread.join();
        return thread.equals(worker.get());
    }

    private static void act(AtomicReference<Thread> worker) {
        try {
            Uninterrupted.run(() -> worker.set(Thread.currentThread()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
