package io.kaska.bench.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamSubscription;
import io.nats.client.impl.ErrorListenerLoggerImpl;

/** What the library logs of its own accord, but for the flow control of fast readers, which is no error. */
final class Complaints extends ErrorListenerLoggerImpl {
    @Override
    public void flowControlProcessed(
            Connection connection, JetStreamSubscription subscription, String subject, FlowControlSource source) {
        // It happens all the time.
    }
}
