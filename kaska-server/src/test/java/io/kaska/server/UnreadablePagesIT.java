package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.Kaska;
import io.kaska.KaskaConnectionException;
import io.kaska.KaskaException;
import io.kaska.Message;
import io.kaska.StorageException;
import io.kaska.acceptance.Payloads;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pages of a mapped file that cannot be read, as after a failure of the disk. What the machine does then is what it does
 * where the file behind a mapping is cut, which needs no broken disk.
 */
class UnreadablePagesIT {
    private static final int COUNT = 100;
    private static final int SIZE = 100_000;
    private static final int CUT = 5 << 20;

    @TempDir
    private Path data;

    private void fill(Kaska kaska) {
        kaska.createTopic("t");
        kaska.createTopic("other");
        for (int i = 0; i < COUNT; i++) {
            kaska.send("t", Payloads.random(i, SIZE));
        }
        kaska.send("other", Payloads.bytes("a message"));
    }

    /** Reads each message by itself; returns what the others were refused with. */
    private static List<KaskaException> readAll(Kaska kaska) {
        List<KaskaException> refused = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            kaska.subscribe(List.of("t"));
            kaska.seek("t", i);
            try {
                Message message = kaska.poll(1, Duration.ofSeconds(20)).getFirst();
                if (message.offset() == i) {
                    Payloads.assertSame(message.payload(), Payloads.random(i, SIZE));
                }
            } catch (KaskaException e) {
                refused.add(e);
            }
            kaska.unsubscribe();
            assertThat(kaska.endOffset("other")).isEqualTo(1);
        }
        return refused;
    }

    private void cut() throws IOException {
        try (FileChannel file = FileChannel.open(data.resolve("topics/t/0000000001.data"), StandardOpenOption.WRITE)) {
            file.truncate(CUT);
        }
    }

    @Test
    void whoReadsOnlyThoseIsToldWhichAndNothingElseIsTouched() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start("data=" + data);
                Kaska kaska = broker.connect()) {
            fill(kaska);
        }
        try (BrokerProcess broker = BrokerProcess.start("data=" + data);
                Kaska kaska = broker.connect()) {
            assertThat(kaska.send("t", new byte[1])).isEqualTo(COUNT); // now the file is in use
            cut();
            List<KaskaException> refused = readAll(kaska);
            assertThat(refused)
                    .hasSizeBetween(COUNT / 3, COUNT)
                    .allSatisfy(e -> assertThat(e)
                            .isInstanceOf(StorageException.class)
                            .hasMessageContaining(data.resolve("topics/t").toString()));
        }
    }

    /** What was whole when it was last looked at is sent without a look: the kernel refuses that to the socket then. */
    @Test
    void theBrokerLivesOnAlsoWhereTheyWereReadBefore() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start("data=" + data);
                Kaska kaska = broker.connect()) {
            fill(kaska);
            assertThat(readAll(kaska)).isEmpty();
            cut();
            assertThat(readAll(kaska))
                    .hasSizeBetween(COUNT / 3, COUNT)
                    .allSatisfy(
                            e -> assertThat(e).isInstanceOfAny(StorageException.class, KaskaConnectionException.class));
        }
    }
}
