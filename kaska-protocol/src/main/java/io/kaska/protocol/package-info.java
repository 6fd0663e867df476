/** The wire protocol of Kaska, as {@code docs/protocol.md} draws it. Every integer is big-endian. */
@NullMarked
package io.kaska.protocol;

import org.jspecify.annotations.NullMarked;
