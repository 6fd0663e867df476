/** Apache Kafka under the benchmark's load. */
@NullMarked
package io.kaska.bench.kafka;

import org.jspecify.annotations.NullMarked;
