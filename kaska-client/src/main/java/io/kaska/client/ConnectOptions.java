package io.kaska.client;

import java.time.Duration;

/**
 * The limits of a connection over TCP.
 *
 * @param connectTimeout for all addresses of the host and the handshake together
 * @param requestTimeout for each request, to which a fetch adds its wait
 * @param keepAlive the silence after which TCP asks for the peer; zero is never
 * @param spinning whether a caller looks for its answer for a short while before it sleeps
 */
public record ConnectOptions(Duration connectTimeout, Duration requestTimeout, Duration keepAlive, boolean spinning) {}
