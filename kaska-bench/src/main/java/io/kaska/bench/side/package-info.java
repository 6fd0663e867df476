/** The brokers under load: as processes, and as clients see them. */
@NullMarked
package io.kaska.bench.side;

import org.jspecify.annotations.NullMarked;
