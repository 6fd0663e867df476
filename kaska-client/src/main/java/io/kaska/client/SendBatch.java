package io.kaska.client;

import io.kaska.MessageTooLargeException;
import io.kaska.OutgoingMessage;
import io.kaska.spi.BrokerLink;
import java.util.List;

/**
 * Sends queued messages of one topic as one request, and notes for each what became of it. Used by the sender of
 * {@link SendQueue}.
 */
final class SendBatch {
    private final BrokerLink link;

    SendBatch(BrokerLink link) {
        this.link = link;
    }

    void send(List<QueuedSend> batch) {
        List<OutgoingMessage> messages = batch.stream().map(QueuedSend::message).toList();
        try {
            long offset = link.send(batch.get(0).topic(), messages);
            for (QueuedSend send : batch) {
                send.succeed(offset++);
            }
        } catch (MessageTooLargeException e) {
            // Nothing of it was appended. Together they may be too large where each alone is not.
            if (batch.size() > 1) {
                send(batch.subList(0, batch.size() / 2));
                send(batch.subList(batch.size() / 2, batch.size()));
            } else {
                batch.get(0).fail(e);
            }
        } catch (RuntimeException | Error e) { // whatever it is, it belongs to those who wait for these messages
            batch.forEach(send -> send.fail(e));
        }
    }
}
