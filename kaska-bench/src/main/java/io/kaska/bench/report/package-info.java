/** What was measured, as statistics, a table, JSON and a plot. */
@NullMarked
package io.kaska.bench.report;

import org.jspecify.annotations.NullMarked;
