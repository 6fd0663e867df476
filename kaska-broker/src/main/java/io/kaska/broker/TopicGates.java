package io.kaska.broker;

import io.kaska.log.IoAction;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * Keeps the commits of a topic and its forgetting apart: any number of commits at once, or one forgetting alone. Any
 * thread may call it; actions must not call it again.
 *
 * <p>This lock is held across disk I/O, and has to be: a file that is renamed into place after its topic was swept
 * would bring the topic's offset back. Nobody waits who is not in a hurry: commits wait only for the end of a topic
 * that is dead, and its end waits for the last of them. A gate exists only while somebody uses it.
 */
final class TopicGates {
    private final ConcurrentMap<String, Gate> gates = new ConcurrentHashMap<>();

    /** A lock and the number of those who hold it or wait for it; the number changes inside the map's steps only. */
    private static final class Gate {
        private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        private int users;
    }

    /** Runs an action beside others of the same topic. */
    <T> T together(String topic, IoAction<T> action) throws IOException {
        return locked(topic, ReentrantReadWriteLock::readLock, action);
    }

    /** Runs an action when no other of the same topic runs. */
    <T> T alone(String topic, IoAction<T> action) throws IOException {
        return locked(topic, ReentrantReadWriteLock::writeLock, action);
    }

    private <T> T locked(String topic, Function<ReentrantReadWriteLock, Lock> side, IoAction<T> action)
            throws IOException {
        Lock lock = side.apply(enter(topic).lock);
        lock.lock();
        try {
            return action.run();
        } finally {
            lock.unlock();
            leave(topic);
        }
    }

    private Gate enter(String topic) {
        return gates.compute(topic, (name, present) -> {
            Gate gate = present == null ? new Gate() : present;
            gate.users++;
            return gate;
        });
    }

    private void leave(String topic) {
        gates.computeIfPresent(topic, (name, gate) -> --gate.users == 0 ? null : gate);
    }

    /** For tests. */
    int count() {
        return gates.size();
    }
}
