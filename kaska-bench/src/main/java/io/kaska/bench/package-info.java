/** The command: its options, and the order in which jobs and rounds run. */
@NullMarked
package io.kaska.bench;

import org.jspecify.annotations.NullMarked;
