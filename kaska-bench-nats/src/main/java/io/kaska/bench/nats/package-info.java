/** NATS JetStream under the benchmark's load. */
@NullMarked
package io.kaska.bench.nats;

import org.jspecify.annotations.NullMarked;
