package io.kaska.client;

import io.kaska.KaskaException;
import io.kaska.client.Poll.Question;
import io.kaska.protocol.FetchResponse;
import io.kaska.protocol.FetchResponse.Section;
import io.kaska.protocol.Protocol;
import io.kaska.protocol.SectionError;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What was read ahead of the polls, and the order in which it is handed out: the topics form a ring, a poll begins
 * behind the topic that gave the last message and takes the first that has one at that moment. So a buffered message
 * is handed out only when every topic before it in the ring was looked at within the same poll. Used under the lock of
 * the {@link Subscription}.
 */
final class ReadAhead {
    /** A broker may meet a message just when it ends its answer, and then say nothing; but not for ever. */
    private static final int MOST_SILENCE = 1_000;

    private final RingMap<SubscribedTopic> topics;
    private final long limit;
    private final int maxMessages;
    /** The places of the topics that have something buffered, be it an error. */
    private final BitSet buffered = new BitSet();

    private long bufferedSize;
    /** What questions on their way may still bring. */
    private long expectedSize;

    /** @param limit in bytes over all topics; a single message always passes */
    ReadAhead(RingMap<SubscribedTopic> topics, long limit, int maxMessages) {
        this.topics = topics;
        this.limit = limit;
        this.maxMessages = maxMessages;
    }

    RingMap<SubscribedTopic> topics() {
        return topics;
    }

    boolean isEmpty() {
        return buffered.isEmpty();
    }

    /**
     * Hands out what can be handed out without asking, up to what the poll wants.
     *
     * @throws KaskaException if the first of it is an error; the next poll begins behind its topic
     */
    void take(Poll poll) {
        while (poll.missing() > 0) {
            int start = topics.start();
            int place = nextBuffered(start);
            if (place < 0 || hasUnlooked(poll, start, place)) {
                return;
            }
            SubscribedTopic topic = topics.at(place);
            ReadFailure failure = topic.failure();
            if (failure == null) {
                takeMessages(poll, topic);
            } else {
                takeFailure(poll, topic, failure);
            }
        }
    }

    /** One, as it is another topic's turn then; or a run, if there is no other. */
    private void takeMessages(Poll poll, SubscribedTopic topic) {
        bufferedSize -= topic.bufferedSize();
        topic.take(poll, topics.count() == 1 ? poll.missing() : 1);
        bufferedSize += topic.bufferedSize();
        if (!topic.hasBuffered()) {
            buffered.clear(topic.place());
        }
        topics.remember(topic.place());
    }

    /** Errors are not read ahead: one that an earlier poll met is asked for again. */
    private void takeFailure(Poll poll, SubscribedTopic topic, ReadFailure failure) {
        if (!poll.hadBegunAt(failure.foundNanos())) {
            seek(topic, topic.offset());
        } else if (failure.resetTo().isPresent()) {
            seek(topic, failure.resetTo().getAsLong());
        } else if (poll.taken().isEmpty()) {
            topics.remember(topic.place());
            seek(topic, topic.offset());
            throw failure.toException(topic.topic(), topic.offset());
        } else {
            poll.stop();
        }
    }

    /** Whether the poll knows of every topic that has nothing buffered that it has nothing at all. */
    boolean hasLookedAtAll(Poll poll) {
        int place = 0;
        while ((place = poll.nextUnlooked(place)) < topics.count() && buffered.get(place)) {
            place++;
        }
        return place >= topics.count();
    }

    /**
     * What a poll has to ask: topics with nothing buffered that it has not looked at. If a single message is wanted,
     * those before the first buffered one; else all, as a later message of the poll would ask for them anyway.
     */
    Question question(Poll poll, long waitNanos) {
        int start = topics.start();
        int first = poll.missing() == 1 ? nextBuffered(start) : -1;
        List<SubscribedTopic> asked = new ArrayList<>();
        if (first < 0 || first < start) {
            addUnlooked(poll, start, topics.count(), asked);
            addUnlooked(poll, 0, first < 0 ? start : first, asked);
        } else {
            addUnlooked(poll, start, first, asked);
        }
        long room = Math.max(1, Math.min(limit - bufferedSize - expectedSize, Protocol.MAX_FETCH_SIZE));
        expectedSize += room;
        return new Question(
                asked, asked.stream().map(SubscribedTopic::position).toList(), (int) room, maxMessages, waitNanos);
    }

    /** The answer to a question will not come, or is taken now. */
    void close(Question question) {
        expectedSize -= question.maxBytes();
    }

    /**
     * Takes an answer in, for the topics that stand where they stood when it was asked for.
     *
     * @param resets see {@link OffsetResets#of}
     */
    void answer(Poll poll, Question question, FetchResponse response, Map<Integer, OptionalLong> resets) {
        int next = 0;
        int known = 0;
        boolean told = false;
        for (Section section : response.sections()) {
            told |= look(poll, question, next, section.index());
            told |= answer(poll, question, section, resets);
            known += section.unknownTopic() ? 0 : 1;
            next = section.index() + 1;
        }
        if (!response.cut()) {
            told |= look(poll, question, next, question.topics().size());
        }
        if (poll.countSilence(told) > MOST_SILENCE) {
            throw new KaskaException("the broker's answers say nothing about the topics they were asked for");
        }
        poll.setAllUnknown(known == 0 && response.sections().size() == topics.count());
    }

    void seek(SubscribedTopic topic, long offset) {
        bufferedSize -= topic.bufferedSize();
        topic.seek(offset);
        buffered.clear(topic.place());
    }

    /** Returns whether the section has told anything. */
    private boolean answer(Poll poll, Question question, Section section, Map<Integer, OptionalLong> resets) {
        SubscribedTopic topic = question.topics().get(section.index());
        if (!question.holds(section.index())) {
            return true;
        }
        SectionError error = section.error();
        if (error != null) {
            fail(poll, topic, error, resets.get(section.index()));
            return true;
        }
        boolean exhausted = !section.more() || section.unknownTopic();
        if (!section.unknownTopic() && !section.runs().isEmpty()) {
            topic.buffer(section.runs());
            bufferedSize += topic.bufferedSize();
            buffered.set(topic.place());
        }
        if (exhausted) {
            poll.look(topic.place());
        }
        return exhausted || topic.hasBuffered();
    }

    private void fail(Poll poll, SubscribedTopic topic, SectionError error, @Nullable OptionalLong reset) {
        if (reset != null && reset.isEmpty()) {
            poll.look(topic.place()); // the topic is gone meanwhile
        } else {
            OptionalLong to = reset == null ? OptionalLong.empty() : reset;
            topic.fail(new ReadFailure(error, to, System.nanoTime()));
            buffered.set(topic.place());
        }
    }

    /** Notes that the topics asked for of [start, end) have nothing; whether there is any. */
    private static boolean look(Poll poll, Question question, int start, int end) {
        for (int i = start; i < end; i++) {
            if (question.holds(i)) {
                poll.look(question.topics().get(i).place());
            }
        }
        return start < end;
    }

    private int nextBuffered(int start) {
        int place = buffered.nextSetBit(start);
        return place >= 0 ? place : buffered.nextSetBit(0);
    }

    /** Whether the poll has not looked at one of the ring's places from the start to before the end. */
    private boolean hasUnlooked(Poll poll, int start, int end) {
        return end >= start
                ? poll.nextUnlooked(start) < end
                : poll.nextUnlooked(start) < topics.count() || poll.nextUnlooked(0) < end;
    }

    private void addUnlooked(Poll poll, int start, int end, List<SubscribedTopic> to) {
        for (int i = poll.nextUnlooked(start); i < end; i = poll.nextUnlooked(i + 1)) {
            if (!buffered.get(i)) {
                to.add(topics.at(i));
            }
        }
    }
}
