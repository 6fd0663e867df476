package io.kaska.kafka;

import io.kaska.KaskaConnectionException;
import io.kaska.KaskaException;
import io.kaska.KaskaInterruptedException;
import io.kaska.MessageTooLargeException;
import io.kaska.StorageException;
import io.kaska.TopicExistsException;
import io.kaska.UnknownTopicException;
import io.kaska.protocol.Names;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Which exception of Kaska stands for which of kafka-clients. */
final class Failures {
    private Failures() {}

    /**
     * The exception that a caller sees.
     *
     * @param topic what it was about, or empty
     * @param sent whether the request may have been carried out
     */
    static RuntimeException of(@Nullable Throwable cause, String topic, boolean sent) {
        String about = topic.isEmpty() ? "" : "topic " + Names.shown(topic) + ": ";
        if (cause instanceof KaskaException || cause instanceof IllegalArgumentException) {
            return (RuntimeException) cause;
        }
        if (isUnknownTopic(cause)) {
            return unknown(topic);
        }
        if (cause instanceof InterruptException) { // which has set the flag
            return new KaskaInterruptedException(about + "interrupted while waiting for the cluster", sent);
        }
        if (cause instanceof org.apache.kafka.common.errors.TopicExistsException) {
            return new TopicExistsException(about + "there is a topic of that name already");
        }
        String reason = about + "the cluster says: " + text(cause);
        if (cause instanceof RecordTooLargeException || cause instanceof RecordBatchTooLargeException) {
            return new MessageTooLargeException(reason);
        }
        if (cause instanceof KafkaStorageException) {
            return new StorageException(reason);
        }
        if (cause instanceof GroupNotEmptyException || cause instanceof UnknownMemberIdException) {
            return new KaskaException(about + "consumers of Kafka are members of the group of that client's name, and"
                    + " only they commit while they are there");
        }
        if (isRefusal(cause)) {
            return new KaskaException(reason, cause);
        }
        // What may be tried again was, until the time was over; a node that is not reached is a timeout, too.
        boolean notReached = cause instanceof RetriableException || !(cause instanceof ApiException);
        return notReached ? new KaskaConnectionException(reason, sent, cause) : new KaskaException(reason, cause);
    }

    static UnknownTopicException unknown(String topic) {
        return new UnknownTopicException("topic " + Names.shown(topic) + ": there is no such topic");
    }

    static boolean isUnknownTopic(@Nullable Throwable cause) {
        return cause instanceof UnknownTopicOrPartitionException || cause instanceof UnknownTopicIdException;
    }

    private static boolean isRefusal(@Nullable Throwable cause) {
        return cause instanceof AuthenticationException
                || cause instanceof AuthorizationException
                || cause instanceof PolicyViolationException
                || cause instanceof InvalidConfigurationException
                || cause instanceof InvalidReplicationFactorException;
    }

    private static String text(@Nullable Throwable cause) {
        if (cause == null) {
            return "nothing";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
