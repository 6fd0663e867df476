package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kaska.Kaska;
import io.kaska.KaskaException;
import io.kaska.acceptance.Payloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker's own life: start, address, neighbours in one JVM, close. */
class KaskaBrokerIT {
    private static KaskaBroker.Builder onLoopback() {
        return KaskaBroker.builder().bind("127.0.0.1");
    }

    private static Kaska connect(KaskaBroker broker) {
        return Kaska.connect("127.0.0.1", broker.port());
    }

    @Test
    void portZeroTakesAFreeOne() {
        try (KaskaBroker broker = onLoopback().port(0).start();
                Kaska kaska = connect(broker)) {
            assertThat(broker.port()).isBetween(1, 65_535);
            assertThat(broker.address().getPort()).isEqualTo(broker.port());
            assertThat(broker.address().getAddress().isLoopbackAddress()).isTrue();
            assertThat(kaska.topicCount()).isZero();
        }
    }

    @Test
    void listensOnAllInterfacesIfNothingElseIsSaid() {
        try (KaskaBroker broker = KaskaBroker.builder().start()) {
            assertThat(broker.address().getAddress().isAnyLocalAddress()).isTrue();
            for (String host : List.of("127.0.0.1", "127.0.0.2", "localhost")) {
                try (Kaska kaska = Kaska.connect(host, broker.port())) {
                    assertThat(kaska.topicCount()).isZero();
                }
            }
        }
    }

    @Test
    void isReachedByUrlsAndOverIpv6WhereThereIsOne() throws IOException {
        try (KaskaBroker broker = KaskaBroker.builder().start();
                Kaska overIpv4 = Kaska.connect("kaska://127.0.0.1:" + broker.port())) {
            assertThat(overIpv4.topicCount()).isZero();
            Path addresses = Path.of("/proc/net/if_inet6");
            assumeTrue(Files.exists(addresses) && Files.readString(addresses).contains(" lo"), "no IPv6 here");
            try (Kaska byAddress = Kaska.connect("::1", broker.port());
                    Kaska byUrl = Kaska.connect("kaska://[::1]:" + broker.port())) {
                byAddress.createTopic("t");
                assertThat(byUrl.topics()).containsExactly("t");
            }
        }
    }

    @Test
    void aPortInUseIsOneClearLine() {
        try (KaskaBroker broker = onLoopback().start()) {
            KaskaBroker.Builder second = onLoopback().port(broker.port());
            assertThatExceptionOfType(KaskaException.class)
                    .isThrownBy(second::start)
                    .withMessageContaining(String.valueOf(broker.port()))
                    .satisfies(KaskaBrokerIT::isOneLine);
        }
    }

    @Test
    void anAddressOfNobodyIsOneClearLine() {
        for (String nobody : List.of("no-such-host.invalid", "192.0.2.1")) {
            KaskaBroker.Builder builder = KaskaBroker.builder().bind(nobody);
            assertThatExceptionOfType(KaskaException.class)
                    .isThrownBy(builder::start)
                    .withMessageContaining(nobody)
                    .satisfies(KaskaBrokerIT::isOneLine);
        }
    }

    @Test
    void aFolderThatIsNotThereIsOneClearLine(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "not a folder");
        for (Path wrong : List.of(folder.resolve("missing"), file)) {
            KaskaBroker.Builder builder = onLoopback().committedOffsets(wrong);
            assertThatExceptionOfType(KaskaException.class)
                    .isThrownBy(builder::start)
                    .withMessageContaining(wrong.toString())
                    .satisfies(KaskaBrokerIT::isOneLine);
        }
    }

    @Test
    void aFolderThatIsNotWritableIsOneClearLine(@TempDir Path folder) {
        assumeFalse(System.getProperty("user.name").equals("root"), "root may write everywhere");
        assertThat(folder.toFile().setWritable(false)).isTrue();
        KaskaBroker.Builder builder = onLoopback().committedOffsets(folder);
        assertThatExceptionOfType(KaskaException.class)
                .isThrownBy(builder::start)
                .withMessageContaining(folder.toString());
    }

    private static void isOneLine(KaskaException e) {
        assertThat(String.valueOf(e.getMessage())).isNotBlank().doesNotContain("\n");
    }

    @Test
    void settingsOutOfRangeAreWrongArguments() {
        KaskaBroker.Builder builder = KaskaBroker.builder();
        assertThatIllegalArgumentException().isThrownBy(() -> builder.port(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.port(65_536));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxMessageSize(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxMessageSize(Integer.MAX_VALUE));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxConnections(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.memory(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.unfinishedMemory(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.stallTimeout(Duration.ZERO));
    }

    @Test
    void severalBrokersInOneJvmShareNothing() {
        List<KaskaBroker> brokers = new ArrayList<>();
        try {
            for (int i = 0; i < 5; i++) {
                KaskaBroker broker = onLoopback().start();
                brokers.add(broker);
                try (Kaska overTcp = connect(broker);
                        Kaska embedded = broker.client()) {
                    overTcp.createTopic("same name");
                    assertThat(embedded.send("same name", new byte[i + 1])).isZero();
                }
            }
            brokers.get(2).close();
            for (int i : new int[] {0, 1, 3, 4}) {
                try (Kaska kaska = connect(brokers.get(i))) {
                    assertThat(kaska.messageLength("same name", 0)).isEqualTo(i + 1);
                }
            }
        } finally {
            brokers.forEach(KaskaBroker::close);
        }
    }

    @Test
    void clientsWithAndWithoutASocketSeeTheSame() {
        try (KaskaBroker broker = onLoopback().start();
                Kaska overTcp = connect(broker);
                Kaska embedded = broker.client()) {
            embedded.createTopic("t");
            overTcp.subscribe(List.of("t"));
            embedded.subscribe(List.of("t"));
            byte[] message = Payloads.random(1, 100_000);
            assertThat(overTcp.send("t", message)).isZero();
            assertThat(embedded.send("t", message)).isEqualTo(1);
            for (Kaska kaska : List.of(overTcp, embedded)) {
                Payloads.assertSame(kaska.poll().orElseThrow().payload(), message);
                Payloads.assertSame(kaska.poll().orElseThrow().payload(), message);
            }
            embedded.commit("me", "t", 1);
            assertThat(overTcp.committed("me", "t")).isEqualTo(1);
            overTcp.deleteTopic("t");
            assertThat(embedded.topics()).isEmpty();
        }
    }

    @Test
    void closingTwiceDoesNothing() {
        KaskaBroker broker = onLoopback().start();
        broker.close();
        assertThatCode(broker::close).doesNotThrowAnyException();
    }

    @Test
    void afterCloseAllOfItsClientsFail() {
        KaskaBroker broker = onLoopback().start();
        try (Kaska overTcp = connect(broker);
                Kaska embedded = broker.client()) {
            overTcp.createTopic("t");
            overTcp.subscribe(List.of("t"));
            embedded.subscribe(List.of("t"));
            CompletableFuture<Integer> waiting = CompletableFuture.supplyAsync(
                    () -> embedded.poll(1, Duration.ofSeconds(60)).size());
            broker.close();
            for (Kaska kaska : List.of(overTcp, embedded)) {
                assertThatExceptionOfType(KaskaException.class).isThrownBy(kaska::topicCount);
                assertThatExceptionOfType(KaskaException.class).isThrownBy(kaska::poll);
                assertThatExceptionOfType(KaskaException.class).isThrownBy(() -> kaska.send("t", Payloads.bytes("m")));
            }
            assertThat(waiting)
                    .failsWithin(Duration.ofSeconds(30))
                    .withThrowableThat()
                    .withCauseInstanceOf(KaskaException.class);
            assertThatExceptionOfType(KaskaException.class).isThrownBy(broker::client);
        }
    }

    @Test
    void thePortIsFreeAfterClose() {
        KaskaBroker first = onLoopback().start();
        int port = first.port();
        try (Kaska kaska = connect(first)) {
            kaska.createTopic("t");
            first.close();
            try (KaskaBroker second = onLoopback().port(port).start();
                    Kaska other = connect(second)) {
                assertThat(other.topicCount())
                        .as("messages and topics lived in memory")
                        .isZero();
            }
        }
    }

    @Test
    void closeUnderLoadEndsCleanly() throws Exception {
        for (int round = 0; round < 5; round++) {
            KaskaBroker broker = onLoopback().start();
            try (Kaska setUp = connect(broker)) {
                setUp.createTopic("t");
            }
            List<CompletableFuture<Throwable>> users = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                boolean embedded = i % 2 == 0;
                users.add(CompletableFuture.supplyAsync(() -> workUntilItFails(broker, embedded)));
            }
            Thread.sleep(100);
            broker.close();
            assertThat(users)
                    .allSatisfy(user -> assertThat(user)
                            .succeedsWithin(Duration.ofSeconds(30))
                            .isInstanceOf(KaskaException.class));
        }
    }

    private static Throwable workUntilItFails(KaskaBroker broker, boolean embedded) {
        try (Kaska kaska = embedded ? broker.client() : connect(broker)) {
            kaska.subscribe(List.of("t"));
            while (true) {
                kaska.send("t", Payloads.random(1, 50_000));
                kaska.poll(10, Duration.ofMillis(1));
            }
        } catch (Throwable e) {
            return e;
        }
    }

    @Test
    void memoryComesBackAfterClose() throws IOException {
        ProcessStatus self = new ProcessStatus(ProcessHandle.current().pid());
        byte[] message = new byte[8 << 20];
        long before = 0;
        for (int round = 0; round < 8; round++) {
            try (KaskaBroker broker = onLoopback().start();
                    Kaska kaska = connect(broker)) {
                kaska.createTopic("t");
                for (int i = 0; i < 16; i++) {
                    kaska.send("t", message);
                }
            }
            if (round == 1) {
                before = self.residentBytes();
            }
        }
        assertThat(self.residentBytes() - before)
                .as("six times 128 MiB were given back")
                .isLessThan(400L << 20);
    }
}
