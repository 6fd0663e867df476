package io.kaska.server;

/** The contract over TCP, for the process that {@link OneByteAcceptanceIT} starts; nothing special by itself. */
class OneByteSuite extends TcpAcceptanceIT {
    @Override
    protected int manyTopics() {
        return LongForm.choose(50, 500);
    }
}
