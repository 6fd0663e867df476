package io.kaska.bench.load;

import io.kaska.bench.side.Side;
import io.kaska.bench.side.SideKind;
import org.jspecify.annotations.Nullable;

/** A kind of broker that takes part, and the one of it that runs, from the first job that needs it on. For one thread. */
public final class Contender implements AutoCloseable {
    private final SideKind kind;
    private @Nullable Side side;

    public Contender(SideKind kind) {
        this.kind = kind;
    }

    public SideKind kind() {
        return kind;
    }

    Side side() {
        if (side == null) {
            side = kind.start();
        }
        return side;
    }

    @Override
    public void close() {
        if (side != null) {
            side.close();
            side = null;
        }
    }
}
