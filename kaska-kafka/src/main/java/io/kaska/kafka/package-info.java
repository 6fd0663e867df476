/** The client's interface on Apache Kafka. Begin reading at {@link io.kaska.kafka.KafkaLink}. */
@NullMarked
package io.kaska.kafka;

import org.jspecify.annotations.NullMarked;
