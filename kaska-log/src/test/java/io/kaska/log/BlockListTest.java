package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A list of blocks against a map, with random operations; its numbers begin shortly before they wrap. */
class BlockListTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void keepsEachBlockAtItsNumber(long seed) throws Exception {
        BlockPool pool = new BlockPool(QueueDriver.PLENTY);
        int first = Integer.MAX_VALUE - 1_000;
        BlockList list = new BlockList(first);
        Map<Integer, Block> model = new TreeMap<>();
        Random random = new Random(seed);
        int end = first;
        for (int step = 0; step < 20_000; step++) {
            boolean shrinks = step / 500 % 2 == 1;
            if (random.nextInt(10) < (shrinks ? 2 : 7) || model.isEmpty()) {
                Block block = pool.take(64);
                assertThat(list.end()).isEqualTo(end);
                list.add(block);
                model.put(end++, block);
            } else {
                int number = model.keySet().stream()
                        .skip(random.nextInt(Math.min(5, model.size())))
                        .findFirst()
                        .orElseThrow();
                list.drop(number);
                model.remove(number);
            }
            if (step % 100 == 0) {
                model.forEach((number, block) -> assertThat(list.get(number)).isSameAs(block));
                assertThat(list.all()).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(model.values());
            }
        }
    }
}
