/** The engine of a broker: topics by name, appending, fetching and waiting, committed offsets, limits. */
@NullMarked
package io.kaska.broker;

import org.jspecify.annotations.NullMarked;
