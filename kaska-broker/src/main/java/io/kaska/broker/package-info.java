@NullMarked
package io.kaska.broker;

import org.jspecify.annotations.NullMarked;
