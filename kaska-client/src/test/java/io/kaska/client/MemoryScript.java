package io.kaska.client;

import io.kaska.client.FakeBroker.Peer;
import io.kaska.client.FakeBroker.Received;
import io.kaska.protocol.FetchResponse;
import io.kaska.protocol.Names;
import io.kaska.protocol.Operation;
import io.kaska.protocol.ResponseHeader;
import io.kaska.protocol.RetentionFields;
import io.kaska.protocol.Run;
import io.kaska.protocol.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A whole small broker behind {@link FakeBroker}: every operation but waiting, in memory, for one test. */
final class MemoryScript implements FakeBroker.Script {
    private final Map<Integer, List<byte[]>> queues = new LinkedHashMap<>();
    private final Map<Integer, String> names = new LinkedHashMap<>();
    private final Map<String, Long> committed = new HashMap<>();
    private final Map<Integer, ByteBuffer> retentions = new HashMap<>();
    private final Map<Integer, Long> earliest = new HashMap<>();
    private int lastId;
    /** What was asked, over all connections. */
    final List<Operation> asked = new CopyOnWriteArrayList<>();

    @Override
    public void play(Peer peer) throws IOException {
        peer.welcome();
        answerAll(peer);
    }

    void answerAll(Peer peer) throws IOException {
        for (Received request = peer.next(); request != null; request = peer.next()) {
            asked.add(request.operation());
            synchronized (this) {
                answer(peer, request);
            }
        }
    }

    long count(Operation operation) {
        return asked.stream().filter(operation::equals).count();
    }

    synchronized int create(String name) {
        names.put(++lastId, name);
        queues.put(lastId, new ArrayList<>());
        return lastId;
    }

    synchronized void delete(String name) {
        Integer id = idOf(name);
        names.remove(id);
        queues.remove(id);
    }

    private void answer(Peer peer, Received request) throws IOException {
        ByteBuffer body = request.body();
        switch (request.operation()) {
            case CREATE_TOPIC -> create(peer, Names.decode(body));
            case RESOLVE_TOPIC -> resolve(peer, Names.decode(body));
            case COUNT_TOPICS ->
                peer.answer(ByteBuffer.allocate(4).putInt(names.size()).flip());
            case LIST_TOPICS -> list(peer, body.getInt());
            case FETCH -> fetch(peer, request);
            default -> {
                List<byte[]> queue = queues.get(request.topicId());
                if (queue == null) {
                    peer.error(Status.UNKNOWN_TOPIC, 0, "no topic has the id " + request.topicId());
                } else {
                    answer(peer, request, queue);
                }
            }
        }
    }

    private void answer(Peer peer, Received request, List<byte[]> queue) throws IOException {
        ByteBuffer body = request.body();
        switch (request.operation()) {
            case DELETE_TOPIC -> {
                queues.remove(request.topicId());
                names.remove(request.topicId());
                peer.answer(ByteBuffer.allocate(0));
            }
            case SEND -> {
                byte[] message = new byte[body.remaining()];
                body.get(message);
                queue.add(message);
                peer.answerLong(queue.size() - 1L);
            }
            case SEND_BATCH -> {
                peer.answerLong(queue.size());
                int start = request.count() * Integer.BYTES;
                int from = start;
                for (int i = 0; i < request.count(); i++) {
                    int end = start + body.getInt(i * Integer.BYTES);
                    byte[] message = new byte[end - from];
                    body.get(from, message);
                    queue.add(message);
                    from = end;
                }
            }
            case SEND_DATED, LIST_CLIENTS -> throw new AssertionError("nobody moves anything here");
            case END_OFFSET -> peer.answerLong(queue.size());
            case EARLIEST_OFFSET -> peer.answerLong(earliest.getOrDefault(request.topicId(), 0L));
            case TRIM_TOPIC -> {
                earliest.merge(request.topicId(), body.getLong(), Math::max);
                peer.answerLong(earliest.getOrDefault(request.topicId(), 0L));
            }
            case RETENTION -> {
                if (body.hasRemaining()) {
                    retentions.put(request.topicId(), body);
                }
                peer.answer(retentions
                        .getOrDefault(
                                request.topicId(),
                                ByteBuffer.allocate(RetentionFields.SIZE)
                                        .putLong(RetentionFields.UNLIMITED)
                                        .putLong(RetentionFields.UNLIMITED)
                                        .flip())
                        .duplicate());
            }
            case OFFSET_FOR_TIME -> {
                long offset = body.getLong() - 1_000L; // see MemoryLink.run
                if (offset < queue.size()) {
                    peer.answerLong(Math.max(0, offset));
                } else {
                    peer.answer(ByteBuffer.allocate(0));
                }
            }
            case MESSAGE_LENGTH -> {
                long offset = body.getLong();
                int length = offset < queue.size() ? queue.get((int) offset).length : 0;
                peer.answer(ByteBuffer.allocate(4).putInt(length).flip());
            }
            case COMMIT -> {
                long offset = body.getLong();
                committed.put(request.topicId() + " " + Names.decode(body), offset);
                peer.answer(ByteBuffer.allocate(0));
            }
            case COMMITTED -> {
                Long offset = committed.get(request.topicId() + " " + Names.decode(body));
                if (offset == null) {
                    peer.error(Status.NO_COMMITTED_OFFSET, 0, "nothing committed");
                } else {
                    peer.answerLong(offset);
                }
            }
            default -> throw new IOException("unexpected: " + request);
        }
    }

    private void create(Peer peer, String name) throws IOException {
        Integer id = idOf(name);
        if (id == null) {
            peer.answer(ByteBuffer.allocate(4).putInt(create(name)).flip());
        } else {
            peer.error(Status.TOPIC_EXISTS, id, "there is one");
        }
    }

    private void resolve(Peer peer, String name) throws IOException {
        Integer id = idOf(name);
        if (id == null) {
            peer.error(Status.UNKNOWN_TOPIC, 0, "there is none");
        } else {
            peer.answerResolved(id, queue(id).size());
        }
    }

    /** One name a page, so that there are pages. */
    private void list(Peer peer, int cursor) throws IOException {
        List<String> all = List.copyOf(names.values());
        ByteBuffer name = all.isEmpty() ? ByteBuffer.allocate(0) : Names.encode("topic", all.get(cursor));
        ByteBuffer page = ByteBuffer.allocate(6 + name.remaining());
        page.putInt(cursor + 1 < all.size() ? cursor + 1 : 0);
        if (!all.isEmpty()) {
            page.putShort((short) name.remaining()).put(name);
        }
        peer.answer(page.flip());
    }

    private void fetch(Peer peer, Received request) throws IOException {
        ByteBuffer body = request.body();
        long room = body.getInt();
        int most = body.getInt();
        body.getInt();
        ByteBuffer answer = ByteBuffer.allocate(8 << 20);
        for (int i = 0; i < request.count(); i++) {
            List<byte[]> queue = queues.get(body.getInt());
            int start = (int) body.getLong();
            if (queue == null) {
                FetchResponse.putSection(answer, i, FetchResponse.UNKNOWN_TOPIC, 0);
            } else if (start < queue.size()) {
                int end = start + 1;
                while (end < queue.size() && end - start < most && room > 0) {
                    room -= queue.get(end++).length;
                }
                int flags = end < queue.size() ? FetchResponse.MORE : 0;
                Run run = MemoryLink.run(queue, start, end);
                int size =
                        Run.HEADER_SIZE + run.table().remaining() + run.bodies().remaining();
                FetchResponse.putSection(answer, i, flags, size);
                answer.putLong(run.offset()).putLong(run.timestamp()).putInt(run.count());
                answer.put(run.table()).put(run.bodies());
                if (room <= 0) {
                    peer.answer(Status.OK.code(), ResponseHeader.CUT, answer.flip());
                    return;
                }
            }
        }
        peer.answer(answer.flip());
    }

    private List<byte[]> queue(int id) {
        return queues.getOrDefault(id, List.of());
    }

    private @Nullable Integer idOf(String name) {
        return names.entrySet().stream()
                .filter(entry -> entry.getValue().equals(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }
}
