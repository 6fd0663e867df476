@NullMarked
package io.kaska.cli;

import org.jspecify.annotations.NullMarked;
