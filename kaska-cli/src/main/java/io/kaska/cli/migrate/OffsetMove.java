package io.kaska.cli.migrate;

import io.kaska.Kaska;
import io.kaska.NoCommittedOffsetException;
import io.kaska.UnknownTopicException;
import java.util.Collection;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/** Carries over what clients committed. For one thread. */
final class OffsetMove {
    private final Ends ends;
    private final Supplier<Set<String>> clients;

    /** @param clients whose offsets are carried over, asked each time */
    OffsetMove(Ends ends, Supplier<Set<String>> clients) {
        this.ends = ends;
        this.clients = clients;
    }

    /** Commits at the target what is committed at the source, where it differs. Returns how many the source has. */
    int carry(Collection<String> topics) {
        int count = 0;
        for (String client : clients.get()) {
            for (String topic : topics) {
                OptionalLong wanted = committed(ends.source(), client, topic);
                if (wanted.isPresent()) {
                    count++;
                    if (!committed(ends.target(), client, topic).equals(wanted)) {
                        ends.target().commit(client, topic, wanted.getAsLong());
                    }
                }
            }
        }
        return count;
    }

    private static OptionalLong committed(Kaska kaska, String client, String topic) {
        try {
            return OptionalLong.of(kaska.committed(client, topic));
        } catch (NoCommittedOffsetException | UnknownTopicException e) {
            return OptionalLong.empty();
        }
    }
}
