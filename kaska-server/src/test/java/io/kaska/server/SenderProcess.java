package io.kaska.server;

import io.kaska.Kaska;
import io.kaska.acceptance.Payloads;
import java.nio.ByteBuffer;

/** A publisher in a JVM of its own: PORT TOPIC COUNT SIZE, and "direct" for a direct buffer or "array" for a byte[]. */
final class SenderProcess {
    private SenderProcess() {}

    public static void main(String[] arguments) {
        String topic = arguments[1];
        int count = Integer.parseInt(arguments[2]);
        byte[] message = Payloads.random(1, Integer.parseInt(arguments[3]));
        ByteBuffer direct = Payloads.direct(message);
        try (Kaska kaska = Kaska.connect("127.0.0.1", Integer.parseInt(arguments[0]))) {
            for (int i = 0; i < count; i++) {
                long offset = arguments[4].equals("direct") ? kaska.send(topic, direct) : kaska.send(topic, message);
                if (offset != i) {
                    throw new AssertionError("message " + i + " got offset " + offset);
                }
            }
        }
    }
}
