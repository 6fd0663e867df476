/** One append-only queue of messages, and the memory it lives in. Topics, clients and requests are elsewhere. */
@NullMarked
package io.kaska.log;

import org.jspecify.annotations.NullMarked;
