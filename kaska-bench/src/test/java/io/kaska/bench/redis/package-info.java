/** Tests of the client of Redis. */
@NullMarked
package io.kaska.bench.redis;

import org.jspecify.annotations.NullMarked;
