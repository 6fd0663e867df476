package io.kaska.kafka;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is left to do of a {@code sendAsync} once it is settled: its room is free, and its future is to be completed. */
final class Completion implements Consumer<PendingSend>, Runnable {
    private final Completions completer;
    private final SendRoom room;
    private final long size;
    private final CompletableFuture<Long> future;
    private @Nullable PendingSend settled;

    Completion(Completions completer, SendRoom room, long size, CompletableFuture<Long> future) {
        this.completer = completer;
        this.room = room;
        this.size = size;
        this.future = future;
    }

    @Override
    public void accept(PendingSend send) {
        settled = send; // before it is seen through the queue
        room.giveBack(size);
        completer.add(this);
    }

    @Override
    public void run() {
        PendingSend send = settled;
        if (send != null) {
            send.passTo(future);
        }
    }
}
