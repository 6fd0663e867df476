@NullMarked
package io.kaska.log;

import org.jspecify.annotations.NullMarked;
