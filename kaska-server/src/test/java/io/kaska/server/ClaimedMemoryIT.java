package io.kaska.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.protocol.Operation;
import io.kaska.protocol.RequestHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a broker in a process of its own pays for messages that are claimed and never sent. */
class ClaimedMemoryIT {
    private static final int PEERS = 400;
    private static final long MIB = 1 << 20;

    /** For the JVM's own business (compiled code, thread stacks, the heap of 400 connections). */
    private static final long SLACK = 64 * MIB;

    @Test
    void aClaimAloneCostsAtMost64KiB() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start("memory=" + 2_000 * MIB);
                Witness witness = new Witness(broker.port())) {
            int topic = topicOf(broker);
            warmUp(broker, topic);
            long before = broker.status().residentBytes();
            int largest = 64 << 20;
            RequestHeader header = new RequestHeader(Operation.SEND, topic, largest, 0);
            List<RawClient> peers = connect(broker, RawClient.request(header, new byte[0]));
            assertPaid(broker, before, PEERS * 65_536L);
            witness.assertUndisturbed();
            disconnect(peers);
            witness.assertUndisturbed();
        }
    }

    @Test
    void aClaimedBatchCostsNoMore() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start("memory=" + 2_000 * MIB);
                Witness witness = new Witness(broker.port())) {
            int topic = topicOf(broker);
            warmUp(broker, topic);
            long before = broker.status().residentBytes();
            int count = 10_000_000;
            RequestHeader header = new RequestHeader(Operation.SEND_BATCH, topic, (64 << 20) + 4 * count, count);
            List<RawClient> peers = connect(broker, RawClient.request(header, new byte[0]));
            assertPaid(broker, before, PEERS * 65_536L);
            witness.assertUndisturbed();
            disconnect(peers);
        }
    }

    @Test
    void claimedNamesAndFetchesCostNoMore() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start("memory=" + 2_000 * MIB);
                Witness witness = new Witness(broker.port())) {
            warmUp(broker, topicOf(broker));
            long before = broker.status().residentBytes();
            List<RawClient> peers = new ArrayList<>();
            peers.addAll(connect(
                    broker, RawClient.request(new RequestHeader(Operation.CREATE_TOPIC, 0, 65_534, 0), new byte[9])));
            peers.addAll(connect(
                    broker, RawClient.request(new RequestHeader(Operation.RESOLVE_TOPIC, 0, 65_534, 0), new byte[9])));
            ByteBuffer limits = ByteBuffer.allocate(12).putInt(1).putInt(1).putInt(0);
            RequestHeader fetch = new RequestHeader(Operation.FETCH, 0, 12 + 12 * (1 << 24), 1 << 24);
            peers.addAll(connect(broker, RawClient.request(fetch, limits.array())));
            assertPaid(broker, before, 3 * PEERS * 65_536L);
            witness.assertUndisturbed();
            disconnect(peers);
        }
    }

    @Test
    void unfinishedMessagesAreBoundedInAll() throws Exception {
        long bound = 64 * MIB;
        try (BrokerProcess broker = BrokerProcess.start("memory=" + 2_000 * MIB, "unfinished=" + bound);
                Witness witness = new Witness(broker.port())) {
            int topic = topicOf(broker);
            warmUp(broker, topic);
            long before = broker.status().residentBytes();
            RequestHeader header = new RequestHeader(Operation.SEND, topic, 64 << 20, 0);
            // Each sends 1 MiB of its 64: together six times the bound.
            List<RawClient> peers = connect(broker, RawClient.request(header, new byte[1 << 20]));
            assertPaid(broker, before, bound);
            disconnect(peers);
            witness.assertUndisturbed();
            assertWholeMessagesAreTaken(broker);
        }
    }

    /** What was given back can be used again. */
    private static void assertWholeMessagesAreTaken(BrokerProcess broker) throws IOException {
        try (RawClient client = RawClient.greeted(broker.port())) {
            int topic = client.createTopic("afterwards");
            assertThat(client.send(topic, new byte[32 << 20])).isZero();
        }
    }

    private static int topicOf(BrokerProcess broker) throws IOException {
        try (RawClient client = RawClient.greeted(broker.port())) {
            return client.createTopic("claimed");
        }
    }

    /** Makes the broker pay once for what it keeps: the heap of as many connections, compiled code. */
    private static void warmUp(BrokerProcess broker, int topic) throws Exception {
        RequestHeader header = new RequestHeader(Operation.SEND, topic, 100, 0);
        disconnect(connect(broker, RawClient.request(header, new byte[50])));
        broker.collectGarbage();
    }

    private static List<RawClient> connect(BrokerProcess broker, byte[] beginning) throws IOException {
        List<RawClient> peers = new ArrayList<>();
        for (int i = 0; i < PEERS; i++) {
            RawClient peer = RawClient.greeted(broker.port());
            peers.add(peer);
            writeWhatIsTaken(peer, beginning);
        }
        return peers;
    }

    /** A broker that has refused may have stopped to read, and may have disconnected. */
    private static void writeWhatIsTaken(RawClient peer, byte[] beginning) {
        try {
            for (int from = 0; from < beginning.length; from += 65_536) {
                peer.write(Arrays.copyOfRange(beginning, from, Math.min(beginning.length, from + 65_536)));
            }
        } catch (IOException e) {
            // refused: that costs nothing either
        }
    }

    private static void assertPaid(BrokerProcess broker, long before, long most) throws Exception {
        Thread.sleep(500); // until all have arrived
        long paid = broker.status().residentBytes() - before;
        System.out.printf("%d peers: %,d KiB more resident, at most %,d%n", PEERS, paid >> 10, (most + SLACK) >> 10);
        assertThat(paid).isLessThan(most + SLACK);
    }

    private static void disconnect(List<RawClient> peers) throws IOException {
        for (RawClient peer : peers) {
            peer.resetOnClose();
            peer.close();
        }
    }
}
