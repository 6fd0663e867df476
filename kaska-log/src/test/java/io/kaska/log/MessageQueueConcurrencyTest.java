package io.kaska.log;

import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/** Lincheck: whatever threads do at once, there is an order of their calls in which a sequential queue does the same. */
@Param(name = "size", gen = IntGen.class, conf = "1:3")
@Param(name = "offset", gen = IntGen.class, conf = "0:6")
public class MessageQueueConcurrencyTest {
    private static final int KEPT = 64;
    private static final MessageStore STORE = Poison.store(QueueDriver.PLENTY, InstantSource.system());
    private static final Queue<MessageQueue> LIVING = new ConcurrentLinkedQueue<>();

    private final QueueDriver driver = new QueueDriver(STORE);

    /** Lincheck makes one for each run and never says goodbye: the memory of those long past is given back here. */
    public MessageQueueConcurrencyTest() {
        LIVING.add(driver.queue);
        if (LIVING.size() > KEPT) {
            LIVING.remove().close();
        }
    }

    @Operation
    public long append(@Param(name = "size") int size) throws Exception {
        return driver.append(new byte[size]);
    }

    @Operation
    public long appendLarge() throws Exception {
        return driver.append(new byte[70_000]);
    }

    @Operation
    public long appendTwo(@Param(name = "size") int size) throws Exception {
        return driver.appendBatch(List.of(new byte[size], new byte[4]));
    }

    @Operation
    public long abandon(@Param(name = "size") int size) throws Exception {
        driver.queue.reserveMessage(size).abandon();
        return 0;
    }

    @Operation
    public long trim(@Param(name = "offset") int offset) throws Exception {
        try {
            return driver.queue.trim(offset);
        } catch (OffsetOutOfRangeException e) {
            return -1;
        }
    }

    @Operation
    public long earliestOffset() {
        return driver.queue.earliestOffset();
    }

    @Operation
    public long endOffset() {
        return driver.queue.endOffset();
    }

    @Operation
    public int messageLength(@Param(name = "offset") int offset) throws Exception {
        return driver.queue.messageLength(offset);
    }

    @Operation
    public String read(@Param(name = "offset") int offset) throws Exception {
        StringBuilder seen = new StringBuilder();
        List<QueueDriver.Read> messages;
        try {
            messages = driver.read(offset, 3, 1_000);
        } catch (OffsetOutOfRangeException e) {
            return "trimmed";
        }
        for (QueueDriver.Read message : messages) {
            seen.append(message.offset())
                    .append(':')
                    .append(message.body().length)
                    .append(' ');
        }
        return seen.toString();
    }

    @Test
    void isLinearizable() {
        boolean full = Boolean.getBoolean("kaska.long");
        new StressOptions()
                .iterations(full ? 50 : 15)
                .invocationsPerIteration(full ? 3_000 : 1_000)
                .threads(3)
                .actorsPerThread(3)
                .check(MessageQueueConcurrencyTest.class);
    }
}
