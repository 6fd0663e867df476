package io.kaska.server;

import io.kaska.Kaska;
import io.kaska.Message;
import io.kaska.acceptance.Payloads;
import java.time.Duration;
import java.util.List;

/**
 * The subscriber of {@link RealDataIT}: PORT FILES COUNT. Prints "subscribed", and then the offset, size and checksum of
 * each file; checks every byte of the small messages.
 */
final class SubscriberProcess {
    private SubscriberProcess() {}

    public static void main(String[] arguments) {
        int files = Integer.parseInt(arguments[1]);
        int count = Integer.parseInt(arguments[2]);
        try (Kaska kaska = Kaska.connect("127.0.0.1", Integer.parseInt(arguments[0]))) {
            kaska.subscribe(List.of("files", "small"));
            System.out.println("subscribed");
            while (kaska.position("files") < files || kaska.position("small") < count) {
                List<Message> messages = kaska.poll(1_000, Duration.ofMinutes(2));
                if (messages.isEmpty()) {
                    throw new AssertionError("nothing came for two minutes");
                }
                messages.forEach(SubscriberProcess::check);
            }
        }
    }

    private static void check(Message message) {
        if (message.topic().equals("files")) {
            System.out.println(
                    message.offset() + " " + message.payload().remaining() + " " + RealData.sha256(message.payload()));
        } else {
            Payloads.assertSame(message.payload(), RealData.small((int) message.offset()));
        }
    }
}
