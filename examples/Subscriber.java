import static java.nio.charset.StandardCharsets.UTF_8;

import io.kaska.Kaska;
import io.kaska.KaskaException;
import io.kaska.Message;
import io.kaska.NoCommittedOffsetException;

// Prints the messages of a topic, and ends when none has come for two seconds:
//
//     ./kaska run examples/Subscriber.java TOPIC NAME [--url URL]
//
// The broker keeps under the name how far it came. Started again, it goes on there; a subscriber of another name begins
// with the earliest message. If it is killed between a message and the commit behind it, it prints that message twice.

void main(String[] args) {
    boolean named = args.length == 4 && args[2].equals("--url");
    if (args.length != 2 && !named) {
        System.err.println("usage: Subscriber.java TOPIC NAME [--url URL]");
        System.exit(2);
    }
    try {
        subscribe(args[0], args[1], named ? Kaska.connect(args[3]) : Kaska.fromEnvironment());
    } catch (KaskaException e) { // every error of the broker or of the way to it
        System.err.println(e.getMessage());
        System.exit(1);
    }
}

void subscribe(String topic, String name, Kaska kaska) {
    try (kaska) {
        kaska.subscribe(List.of(topic));
        kaska.seek(topic, firstOffset(kaska, topic, name));
        List<Message> messages = kaska.poll(100, Duration.ofSeconds(2));
        while (!messages.isEmpty()) {
            for (Message message : messages) {
                IO.println(message.offset() + ": " + UTF_8.decode(message.payload()));
            }
            kaska.commit(name, topic, kaska.position(topic));
            messages = kaska.poll(100, Duration.ofSeconds(2));
        }
    }
}

long firstOffset(Kaska kaska, String topic, String name) {
    try {
        return kaska.committed(name, topic);
    } catch (NoCommittedOffsetException e) {
        return kaska.earliestOffset(topic);
    }
}
