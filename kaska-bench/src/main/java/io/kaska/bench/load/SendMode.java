package io.kaska.bench.load;

/** How a producer sends. */
enum SendMode {
    /** One message, and the next when it is acknowledged. */
    ONE,
    /** One batch, and the next when it is acknowledged. */
    BATCH,
    /** Without waiting, with a bound on what is not acknowledged yet. */
    ASYNC
}
