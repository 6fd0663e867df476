package io.kaska.server;

import io.kaska.Kaska;
import io.kaska.acceptance.Payloads;
import java.nio.ByteBuffer;

/**
 * A publisher in a JVM of its own: PORT TOPIC COUNT SIZE, and "direct" for a direct buffer, "array" for a byte[], or
 * "keyed" for a direct buffer with a key of as many bytes in another.
 */
final class SenderProcess {
    private SenderProcess() {}

    public static void main(String[] arguments) {
        String topic = arguments[1];
        int count = Integer.parseInt(arguments[2]);
        byte[] message = Payloads.random(1, Integer.parseInt(arguments[3]));
        ByteBuffer direct = Payloads.direct(message);
        ByteBuffer key = Payloads.direct(message);
        try (Kaska kaska = Kaska.connect("127.0.0.1", Integer.parseInt(arguments[0]))) {
            for (int i = 0; i < count; i++) {
                long offset = switch (arguments[4]) {
                    case "direct" -> kaska.send(topic, direct);
                    case "keyed" -> kaska.send(topic, key, direct);
                    default -> kaska.send(topic, message);
                };
                if (offset != i) {
                    throw new AssertionError("message " + i + " got offset " + offset);
                }
            }
        }
    }
}
