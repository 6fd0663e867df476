package io.kaska.broker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.kaska.log.Block;
import io.kaska.log.MessageQueue;
import io.kaska.log.MessageStore;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicMapTest {
    private final MessageStore store = new MessageStore(1L << 30, 1L << 20, InstantSource.system());
    private final TopicMap map = new TopicMap();

    /** The topic of that name, made now if there was none. */
    private Topic put(String name) throws Exception {
        byte[] utf8 = name.getBytes(UTF_8);
        Block block = store.pool().takeForName(utf8.length);
        block.buffer(0, utf8.length).put(utf8);
        Topic topic = map.getOrPut(block, utf8.length, () -> new MessageQueue(store, block));
        if (!topic.owns(block)) {
            store.pool().giveBack(block);
        }
        return topic;
    }

    private Optional<Topic> get(String name) {
        return Optional.ofNullable(map.get(ByteBuffer.wrap(name.getBytes(UTF_8))));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void doesWhatALinkedHashMapDoes(long seed) throws Exception {
        Random random = new Random(seed);
        Map<String, Topic> model = new LinkedHashMap<>();
        for (int step = 0; step < 20_000; step++) {
            String name = "x".repeat(random.nextInt(20)) + random.nextInt(2_000);
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    Topic topic = put(name);
                    assertThat(topic).isSameAs(model.getOrDefault(name, topic));
                    model.put(name, topic);
                }
                case 2 -> {
                    Topic topic = model.remove(name);
                    if (topic != null) {
                        assertThat(map.remove(topic)).isTrue();
                        assertThat(map.remove(topic)).isFalse();
                        assertThat(map.get(topic.id())).isNull();
                    }
                }
                default ->
                    assertThat(get(name))
                            .as("seed %d, step %d", seed, step)
                            .isEqualTo(Optional.ofNullable(model.get(name)));
            }
        }
        assertThat(map.size()).isEqualTo(model.size());
        assertThat(inOrder()).containsExactlyElementsOf(model.values());
        model.values().forEach(topic -> assertThat(map.get(topic.id())).isSameAs(topic));
    }

    private List<Topic> inOrder() {
        List<Topic> topics = new ArrayList<>();
        for (Topic topic = map.next(0); topic != null; topic = map.next(topic.id())) {
            topics.add(topic);
        }
        return topics;
    }

    @Test
    void goesOnFromARememberedPositionWhoseTopicIsGone() throws Exception {
        Topic first = put("first");
        Topic second = put("second");
        Topic third = put("third");
        map.remove(second);
        assertThat(map.next(first.id())).isSameAs(third);
        assertThat(map.next(second.id())).isSameAs(third);
        assertThat(map.next(third.id())).isNull();
        assertThat(map.next(-1)).isNull();
    }

    @Test
    void neverUsesAnIdTwice() throws Exception {
        List<Integer> ids = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            Topic topic = put("same");
            ids.add(topic.id());
            map.remove(topic);
        }
        assertThat(ids).doesNotHaveDuplicates().doesNotContain(0);
        assertThat(map.next(0)).isNull();
        assertThat(map.get(0)).isNull();
        assertThat(map.get(-1)).isNull();
    }
}
