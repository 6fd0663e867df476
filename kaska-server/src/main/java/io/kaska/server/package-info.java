@NullMarked
package io.kaska.server;

import org.jspecify.annotations.NullMarked;
