import static java.nio.charset.StandardCharsets.UTF_8;

import io.kaska.Kaska;
import io.kaska.KaskaException;
import io.kaska.TopicExistsException;

// Sends each line that it reads as a message, and prints its offset; an empty line is no message, which is -1:
//
//     ./kaska run examples/Publisher.java TOPIC [--url URL]
//
// Without a URL the broker is the one that KASKA_URL names, or BROKER_HOST and BROKER_PORT.

void main(String[] args) throws IOException {
    boolean named = args.length == 3 && args[1].equals("--url");
    if (args.length != 1 && !named) {
        System.err.println("usage: Publisher.java TOPIC [--url URL]");
        System.exit(2);
    }
    try {
        publish(args[0], named ? Kaska.connect(args[2]) : Kaska.fromEnvironment());
    } catch (KaskaException e) { // every error of the broker or of the way to it
        System.err.println(e.getMessage());
        System.exit(1);
    }
}

void publish(String topic, Kaska kaska) throws IOException {
    try (kaska) {
        createUnlessThere(kaska, topic);
        var lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            long offset = kaska.send(topic, line.getBytes(UTF_8)); // when this returns, the broker has it
            IO.println(offset);
        }
    }
}

void createUnlessThere(Kaska kaska, String topic) {
    try {
        kaska.createTopic(topic);
    } catch (TopicExistsException e) {
        // another publisher was faster, or it is from last time: fine
    }
}
