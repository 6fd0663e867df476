package io.kaska.broker;

import io.kaska.log.Block;
import io.kaska.log.MessageQueue;
import io.kaska.log.MessageStore;
import io.kaska.log.Retention;

/** Topics that end with the process. */
final class MemoryTopics implements TopicStorage {
    private final MessageStore store;
    private final Retention retention;

    /** @param retention of topics that say nothing themselves */
    MemoryTopics(MessageStore store, Retention retention) {
        this.store = store;
        this.retention = retention;
    }

    @Override
    public void load(TopicMap topics) {}

    @Override
    public Topic getOrMake(TopicMap topics, Block name, int nameSize) {
        // The name lives as long as the queue's memory.
        return topics.getOrPut(name, nameSize, () -> queue(name));
    }

    private MessageQueue queue(Block name) {
        MessageQueue queue = new MessageQueue(store, name);
        queue.retain(retention);
        return queue;
    }

    @Override
    public Retention retain(Topic topic, OwnRetention own) {
        return topic.retain(own.over(retention));
    }

    @Override
    public void delete(Topic topic) {}

    @Override
    public void close(TopicMap topics) {}
}
