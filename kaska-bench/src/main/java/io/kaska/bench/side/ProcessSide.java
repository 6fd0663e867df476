package io.kaska.bench.side;

import java.util.OptionalLong;

/** A broker that was started here: a process, and a folder that ends with it. */
public interface ProcessSide extends Side {
    BrokerProcess process();

    Scratch scratch();

    @Override
    default boolean isLocal() {
        return true;
    }

    @Override
    default OptionalLong cpuNanos() {
        return process().cpuNanos();
    }

    @Override
    default OptionalLong allocatedBytes() {
        return process().allocatedBytes();
    }

    @Override
    default OptionalLong residentBytes() {
        return process().residentBytes();
    }

    @Override
    default void close() {
        process().close();
        scratch().close();
    }
}
