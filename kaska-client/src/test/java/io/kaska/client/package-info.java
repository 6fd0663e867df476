@NullMarked
package io.kaska.client;

import org.jspecify.annotations.NullMarked;
