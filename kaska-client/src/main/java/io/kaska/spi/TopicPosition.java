package io.kaska.spi;

/** A topic, and the offset to read it from. */
public record TopicPosition(String topic, long offset) {}
