/** Tests with a real node. */
@NullMarked
package io.kaska.bench.kafka;

import org.jspecify.annotations.NullMarked;
