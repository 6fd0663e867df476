package io.kaska.server;

import java.time.Duration;

/**
 * What one server takes.
 *
 * @param maxConnections at one time
 * @param unfinishedMemory the most bytes for what has not arrived whole, over all connections
 * @param stallTimeout how long a peer may stop in the middle of a request or answer
 * @param spinning whether a thread looks at its socket for a moment before it sleeps
 */
record ServerLimits(int maxConnections, long unfinishedMemory, Duration stallTimeout, boolean spinning) {}
