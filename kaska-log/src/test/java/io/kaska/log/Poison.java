package io.kaska.log;

import java.time.InstantSource;

/** Memory that turns into garbage when it is given back: who reads it after that, sees what nobody ever wrote. */
final class Poison {
    private static final long GARBAGE = 0xDEAD_BEEF_DEAD_BEEFL;

    private Poison() {}

    /** A store with such memory. */
    static MessageStore store(long limit, InstantSource clock) {
        return new MessageStore(new BlockPool(limit, Poison::fill), QueueDriver.PLENTY, clock);
    }

    private static void fill(Block block) {
        for (int at = 0; at < block.size(); at += Long.BYTES) {
            block.putLong(at, GARBAGE);
        }
    }
}
