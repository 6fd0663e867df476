package io.kaska.client;

import io.kaska.KaskaConnectionException;
import io.kaska.KaskaException;
import io.kaska.MessageTooLargeException;
import io.kaska.UnknownTopicException;
import io.kaska.protocol.ErrorBody;
import io.kaska.protocol.Names;
import io.kaska.protocol.Operation;
import io.kaska.protocol.Status;
import io.kaska.spi.Errors;

/**
 * Requests that name a topic by its id. The id is learned at the first need and used until the broker says that it has
 * died: then the name is resolved once more, as the topic may have been made anew. Repeating is safe there, since an
 * unknown id means that nothing was done, and after a connection that was found dead before anything was written; it
 * happens nowhere else. Used by any thread.
 */
final class TopicCalls {
    /** How often a request is tried while topics come and go, or connections die, under its hands. */
    static final int MOST_TRIES = 3;

    /** Makes the request of a topic's id. */
    @FunctionalInterface
    interface ById {
        Request request(int topicId);
    }

    private final Connections connections;

    TopicCalls(Connections connections) {
        this.connections = connections;
    }

    /** Carries out a request that names no topic; an answer that is OK. */
    PendingCall call(Request request) {
        for (int tries = 1; ; tries++) {
            try {
                return checked(connections.current().call(request), "");
            } catch (StaleConnectionException e) {
                rethrowAfterLast(tries, e);
            }
        }
    }

    /** Carries out a request about a topic; an answer that is OK. */
    PendingCall call(String topic, ById maker) {
        return call(topic, 0, maker);
    }

    /**
     * The same for a request that carries messages.
     *
     * @param messagesSize the bytes of the messages, compared with what the broker takes before any is sent
     */
    PendingCall call(String topic, long messagesSize, ById maker) {
        for (int tries = 1; ; tries++) {
            try {
                Connection connection = connections.current();
                checkSize(messagesSize, connection.hello().maxMessageSize());
                Integer known = connection.topicIds().of(topic);
                int id = known != null ? known : resolve(connection, topic).topicId();
                PendingCall call = connection.call(maker.request(id));
                boolean dead = call.has(Status.UNKNOWN_TOPIC);
                if (dead || call.request().operation() == Operation.DELETE_TOPIC) {
                    connection.topicIds().forget(topic, id); // topics that come and go leave no names behind
                }
                if (!dead) {
                    return checked(call, topic);
                }
                if (known == null || tries == MOST_TRIES) {
                    throw unknown(topic);
                }
            } catch (StaleConnectionException e) {
                rethrowAfterLast(tries, e);
            }
        }
    }

    /** Learns the id of a topic. */
    PendingCall resolve(Connection connection, String topic) {
        PendingCall call = connection.call(Request.named(Operation.RESOLVE_TOPIC, topic));
        if (call.has(Status.UNKNOWN_TOPIC)) {
            throw unknown(topic);
        }
        checked(call, topic);
        connection.topicIds().learn(topic, call.topicId());
        return call;
    }

    /** The call, if its answer is OK; else the exception of its status. */
    static PendingCall checked(PendingCall call, String topic) {
        if (!call.isOk()) {
            throw exception(call, topic);
        }
        return call;
    }

    static UnknownTopicException unknown(String topic) {
        return new UnknownTopicException("there is no topic " + Names.shown(topic));
    }

    static void checkSize(long messagesSize, long limit) {
        if (messagesSize > limit) {
            throw new MessageTooLargeException("the message, or the messages of the send together, have " + messagesSize
                    + " bytes: the broker takes at most " + limit);
        }
    }

    static void rethrowAfterLast(int tries, StaleConnectionException e) {
        if (tries == MOST_TRIES) {
            throw new KaskaConnectionException(String.valueOf(e.getMessage()), false, e);
        }
    }

    private static KaskaException exception(PendingCall call, String topic) {
        ErrorBody error = call.error();
        Status status = Status.ofCode(call.status());
        String about = topic.isEmpty() ? "" : " (topic " + Names.shown(topic) + ")";
        if (status == null) {
            return new KaskaException("the broker answers with status " + call.status()
                    + ", which this library does not know: " + error.text() + about);
        }
        String text = error.text().isEmpty() ? "the broker answers " + status : error.text();
        return Errors.toException(status, error.value(), text + about);
    }
}
