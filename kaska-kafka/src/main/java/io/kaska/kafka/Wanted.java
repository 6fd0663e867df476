package io.kaska.kafka;

import org.apache.kafka.common.TopicPartition;

/** A topic of a {@link Look}, the offset that is wanted of it, and what became of that. Used by the reader's thread. */
final class Wanted {
    /** What is known about it. */
    enum State {
        /** What stands at the offset is read. */
        READ,
        /** Something is there, and nobody has read it. */
        UNREAD,
        /** There is nothing at the offset, nor behind it. */
        NOTHING,
        /** There is no such topic. */
        UNKNOWN,
        /** Messages from the offset on are there no more. */
        GONE
    }

    private final KnownTopic topic;
    private final long offset;
    private State state = State.UNREAD;
    private long end;
    private long earliest;

    Wanted(KnownTopic topic, long offset) {
        this.topic = topic;
        this.offset = offset;
    }

    KnownTopic topic() {
        return topic;
    }

    TopicPartition partition() {
        return topic.partition();
    }

    long offset() {
        return offset;
    }

    State state() {
        return state;
    }

    void setState(State now) {
        state = now;
    }

    /** The end of the topic, as far as it is known. */
    long end() {
        return end;
    }

    void setEnd(long known) {
        end = known;
        state = offset < known ? State.UNREAD : State.NOTHING;
    }

    /** The first offset that is still there; of one that is {@link State#GONE}. */
    long earliest() {
        return earliest;
    }

    void setGone(long first) {
        earliest = first;
        state = State.GONE;
    }
}
