package io.kaska.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BlockPoolTest {
    private final BlockPool pool = new BlockPool(64 << 20);

    @Test
    void givesBlocksOfTheSizeOrMore() throws Exception {
        for (int size : new int[] {0, 1, 64, 65, 128, 4_000, 65_536, 65_537, 1 << 20}) {
            Block block = pool.take(size);
            assertThat(block.size()).isGreaterThanOrEqualTo(size).isGreaterThanOrEqualTo(64);
            assertThat(block.size() == 64 || block.size() < 2 * size).isTrue();
        }
    }

    @Test
    void noTwoBlocksOverlap() throws Exception {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            Block block = pool.take(64 << (i % 4));
            block.putLong(0, i);
            block.putLong(block.size() - 8, i);
            blocks.add(block);
        }
        for (int i = 0; i < blocks.size(); i++) {
            assertThat(blocks.get(i).getLong(0)).isEqualTo(i);
            assertThat(blocks.get(i).getLong(blocks.get(i).size() - 8)).isEqualTo(i);
        }
    }

    @Test
    void givesTheMemoryBackToTheSystem() throws Exception {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            blocks.add(pool.take(64 << (i % 15)));
        }
        blocks.forEach(pool::giveBack);
        pool.close();
        assertThat(pool.reserved()).isZero();
    }

    @Test
    void keepsMemoryForAWhile() throws Exception {
        takeLargest(pool, 20).forEach(pool::giveBack);
        long before = pool.reserved();
        assertThat(before).isEqualTo(20 << 20);
        List<Block> again = takeLargest(pool, 20);
        assertThat(pool.reserved()).as("no more than before").isEqualTo(before);
        again.forEach(pool::giveBack);
    }

    @Test
    void freesWhatNobodyNeedsAndTheSameAgainLater() throws Exception {
        try (BlockPool hasty = new BlockPool(1 << 30, block -> {}, 1_000_000)) {
            for (int count : new int[] {20, 2, 50}) {
                takeLargest(hasty, count).forEach(hasty::giveBack);
                await().until(() -> hasty.reserved() == 1 << 20); // the last one stays
            }
        }
    }

    @Test
    void freesHalfOfWhatNobodyNeeded() {
        LargeBlocks group = new LargeBlocks();
        for (int i = 0; i < 21; i++) {
            group.add(group.newSlab());
        }
        takeAndGiveBack(group, 21);
        assertThat(freed(group)).as("all were needed just now").isZero();
        takeAndGiveBack(group, 16);
        assertThat(freed(group)).as("of 5 one is kept anyway").isEqualTo(2);
        takeAndGiveBack(group, 19);
        assertThat(freed(group)).isZero();
        assertThat(freed(group)).isEqualTo(9);
        while (group.hasSpare()) {
            assertThat(freed(group)).isPositive();
        }
        assertThat(Objects.requireNonNull(group.removeEmpty())).satisfies(Slab::free);
    }

    private static int freed(SlabGroup group) {
        int unused = group.unused();
        for (int i = 0; i < unused; i++) {
            Objects.requireNonNull(group.removeEmpty()).free();
        }
        return unused;
    }

    private static void takeAndGiveBack(SlabGroup group, int count) {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            blocks.add(Objects.requireNonNull(group.take(BlockPool.LARGEST_BLOCK)));
        }
        blocks.forEach(group::giveBack);
    }

    /** Against a map of who has each unit of each slab. */
    @Test
    void largeBlocksLieApartAndLeaveNoRoomUnused() {
        LargeBlocks group = new LargeBlocks();
        Random random = new Random(1);
        List<Block> blocks = new ArrayList<>();
        Map<Slab, Integer> used = new HashMap<>(); // a bit for each unit
        for (int i = 0; i < 20_000; i++) {
            int size = LargeBlocks.UNIT << random.nextInt(5);
            if (random.nextInt(200) < 100 + (i / 1_000 % 2 == 0 ? 10 : -10)) {
                Block block = group.take(size);
                if (block == null) {
                    assertThat(used.values())
                            .as("a block of %d is free", size)
                            .noneMatch(units -> hasRoom(units, size));
                    group.add(group.newSlab());
                    block = Objects.requireNonNull(group.take(size));
                }
                assertThat(block.size()).isEqualTo(size);
                assertThat(used.getOrDefault(block.slab, 0) & units(block)).isZero();
                used.merge(block.slab, units(block), Integer::sum);
                blocks.add(block);
            } else if (!blocks.isEmpty()) {
                Block block = blocks.remove(random.nextInt(blocks.size()));
                used.merge(block.slab, -units(block), Integer::sum);
                group.giveBack(block);
            }
        }
        blocks.forEach(group::giveBack);
        int slabs = 0;
        for (Slab slab = group.removeEmpty(); slab != null; slab = group.removeEmpty()) {
            slab.free();
            slabs++;
        }
        assertThat(slabs).as("every slab is empty in the end").isEqualTo(used.size());
    }

    private static int units(Block block) {
        return ((1 << (block.size() / LargeBlocks.UNIT)) - 1) << (block.place / LargeBlocks.UNIT);
    }

    private static boolean hasRoom(int used, int size) {
        int units = size / LargeBlocks.UNIT;
        return IntStream.iterate(0, first -> first < 16, first -> first + units)
                .anyMatch(first -> (used & (((1 << units) - 1) << first)) == 0);
    }

    @Test
    void oneSizeIsCutFromWhatWasOfAnother() throws Exception {
        takeAndGiveBack(64 << 10, 320);
        assertThat(pool.reserved()).isEqualTo(20 << 20);
        takeAndGiveBack(1 << 20, 20);
        takeAndGiveBack(256 << 10, 80);
        assertThat(pool.reserved()).isEqualTo(20 << 20);
    }

    private void takeAndGiveBack(int size, int count) throws StorageExhaustedException {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            blocks.add(pool.take(size));
        }
        blocks.forEach(pool::giveBack);
    }

    private static List<Block> takeLargest(BlockPool pool, int count) throws StorageExhaustedException {
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            blocks.add(pool.take(BlockPool.LARGEST_BLOCK));
        }
        return blocks;
    }

    @Test
    void aFullPoolUsesTheEmptySlabsOfOtherSizes() throws Exception {
        BlockPool small = new BlockPool(2 << 20);
        for (int shift = 0; shift < 5; shift++) {
            small.giveBack(small.take(64 << shift)); // keeps one slab of each size
        }
        List<Block> blocks = new ArrayList<>();
        blocks.add(small.take(1 << 20));
        blocks.add(small.take(1 << 20));
        assertThat(small.reserved()).isEqualTo(2 << 20);
        assertThatThrownBy(() -> small.take(64)).isInstanceOf(StorageExhaustedException.class);
        assertThat(small.takeForName(64)).isNotNull();
        blocks.forEach(small::giveBack);
        assertThat(small.take(64)).isNotNull();
    }

    @Test
    void aFullPoolCutsSmallBlocksFromWhatIsFreeOfLargeOnes() throws Exception {
        BlockPool full = new BlockPool(4 << 20);
        List<Block> kept = new ArrayList<>();
        List<Block> gone = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            (i % 16 == 0 ? kept : gone).add(full.take(64 << 10));
        }
        gone.forEach(full::giveBack);
        List<Block> small = new ArrayList<>();
        for (int i = 0; i < 60 * 1024; i++) {
            Block block = full.take(64);
            assertThat(block.size()).isEqualTo(64);
            block.putLong(0, i);
            small.add(block);
        }
        assertThatThrownBy(() -> full.take(64)).isInstanceOf(StorageExhaustedException.class);
        for (int i = 0; i < small.size(); i++) {
            assertThat(small.get(i).getLong(0)).isEqualTo(i);
        }
        small.forEach(full::giveBack);
        kept.forEach(full::giveBack);
        assertThat(takeLargest(full, 4)).hasSize(4).allSatisfy(full::giveBack);
        full.close();
        assertThat(full.reserved()).isZero();
    }

    @Test
    void manyThreadsNeverShareABlock() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int seed = t;
                all.add(threads.submit((Callable<Boolean>) () -> takeAndGiveBack(seed)));
            }
            for (Future<Boolean> one : all) {
                assertThat(one.get()).isTrue();
            }
        }
        pool.close();
        assertThat(pool.reserved()).isZero();
    }

    private boolean takeAndGiveBack(int seed) throws Exception {
        Random random = new Random(seed);
        Set<Block> mine = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            Block block = pool.take(64 << random.nextInt(8));
            block.putLong(0, seed);
            mine.add(block);
            if (mine.size() > 100) {
                for (Block one : mine) {
                    assertThat(one.getLong(0)).isEqualTo(seed);
                    pool.giveBack(one);
                }
                mine.clear();
            }
        }
        mine.forEach(pool::giveBack);
        return true;
    }
}
