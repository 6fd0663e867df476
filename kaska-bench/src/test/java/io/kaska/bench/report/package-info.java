@NullMarked
package io.kaska.bench.report;

import org.jspecify.annotations.NullMarked;
