package io.kaska.broker;

/**
 * What one broker takes.
 *
 * @param maxMessageSize the most bytes of one message, or of the messages of one batch together
 * @param maxNameSize the most bytes of the name of a topic or client
 */
public record BrokerLimits(int maxMessageSize, int maxNameSize) {}
