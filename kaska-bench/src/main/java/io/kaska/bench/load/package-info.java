/** What is sent and read, how it is checked, and what a round measures. */
@NullMarked
package io.kaska.bench.load;

import org.jspecify.annotations.NullMarked;
