/** Streams of Redis under the benchmark's load, by a small client of its protocol. */
@NullMarked
package io.kaska.bench.redis;

import org.jspecify.annotations.NullMarked;
