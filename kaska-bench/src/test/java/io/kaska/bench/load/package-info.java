@NullMarked
package io.kaska.bench.load;

import org.jspecify.annotations.NullMarked;
