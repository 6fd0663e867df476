@NullMarked
package io.kaska.bench;

import org.jspecify.annotations.NullMarked;
