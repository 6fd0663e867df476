package io.kaska.broker;

import io.kaska.log.Block;
import io.kaska.log.MessageQueue;
import io.kaska.log.MessageStore;

/** Topics that end with the process. */
final class MemoryTopics implements TopicStorage {
    private final MessageStore store;

    MemoryTopics(MessageStore store) {
        this.store = store;
    }

    @Override
    public void load(TopicMap topics) {}

    @Override
    public Topic getOrMake(TopicMap topics, Block name, int nameSize) {
        // The name lives as long as the queue's memory.
        return topics.getOrPut(name, nameSize, () -> new MessageQueue(store, name));
    }

    @Override
    public void delete(Topic topic) {}

    @Override
    public void close(TopicMap topics) {}
}
