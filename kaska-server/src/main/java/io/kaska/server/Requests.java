package io.kaska.server;

import io.kaska.broker.Broker;

/** The handlers of all requests of one broker; without state of a connection, so that all connections share them. */
record Requests(
        TopicRequests topics,
        MessageRequests messages,
        RangeRequests ranges,
        FetchRequests fetches,
        OffsetRequests offsets) {
    static Requests of(Broker broker) {
        SlicesPool slicesPool = new SlicesPool();
        return new Requests(
                new TopicRequests(broker, slicesPool),
                new MessageRequests(broker),
                new RangeRequests(broker),
                new FetchRequests(broker, slicesPool),
                new OffsetRequests(broker));
    }
}
