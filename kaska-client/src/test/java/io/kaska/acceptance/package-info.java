/** The acceptance suite: what every {@link io.kaska.Kaska} has to do, whatever stands behind it. */
@NullMarked
package io.kaska.acceptance;

import org.jspecify.annotations.NullMarked;
