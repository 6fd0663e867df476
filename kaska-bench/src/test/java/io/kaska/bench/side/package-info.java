@NullMarked
package io.kaska.bench.side;

import org.jspecify.annotations.NullMarked;
