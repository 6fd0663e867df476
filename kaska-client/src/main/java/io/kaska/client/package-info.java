/** The client library behind {@link io.kaska.Kaska}: subscriptions, the queue of unsent messages, and the link over TCP. */
@NullMarked
package io.kaska.client;

import org.jspecify.annotations.NullMarked;
