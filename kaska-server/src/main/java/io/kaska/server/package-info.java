/** A broker that listens: connections, requests and answers, and the broker as a part of another program. */
@NullMarked
package io.kaska.server;

import org.jspecify.annotations.NullMarked;
