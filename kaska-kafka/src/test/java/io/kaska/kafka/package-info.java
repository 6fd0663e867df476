@NullMarked
package io.kaska.kafka;

import org.jspecify.annotations.NullMarked;
