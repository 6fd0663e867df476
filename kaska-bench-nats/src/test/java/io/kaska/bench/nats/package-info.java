/** Tests of the peer, with a real server where it is installed. */
@NullMarked
package io.kaska.bench.nats;

import org.jspecify.annotations.NullMarked;
