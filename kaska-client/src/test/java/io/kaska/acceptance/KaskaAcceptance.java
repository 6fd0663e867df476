package io.kaska.acceptance;

import io.kaska.Kaska;
import io.kaska.KaskaBuilder;
import org.junit.jupiter.api.Nested;

/**
 * The contract of {@link Kaska} as tests, one nested class for each part of it. A subclass says where the broker is; the
 * tests know neither transport nor engine, use names of their own, and delete what they made, so that a shared broker
 * with other users' topics will do.
 */
public abstract class KaskaAcceptance {
    /**
     * A new client of the one broker that all tests of this class use. The test closes it.
     *
     * @param options what the test wants of it; the address is this class's to set
     */
    protected abstract Kaska newClient(KaskaBuilder options);

    /** The longest legal name of a topic that begins so. */
    protected String longestTopicName(String start) {
        return start + "x".repeat(65_534 - start.length());
    }

    /** The largest message that the broker takes, in bytes. */
    protected int largestMessage() {
        return 64 << 20;
    }

    /** How many topics a test may make to see many. */
    protected int manyTopics() {
        return 3_000;
    }

    /** Whether {@link #restart} works. */
    protected boolean restartable() {
        return false;
    }

    /** Whether topics and their messages live on when the broker is restarted. */
    protected boolean keepsMessagesOverARestart() {
        return false;
    }

    /** Whether committed offsets live on when the broker is restarted. */
    protected boolean keepsCommittedOffsetsOverARestart() {
        return false;
    }

    /** Stops the broker and starts it anew at the same address; returns when it takes connections. */
    protected void restart() {
        throw new UnsupportedOperationException("this broker cannot be restarted");
    }

    @Nested
    class Topics extends TopicsContract {
        Topics() {
            super(KaskaAcceptance.this);
        }
    }

    @Nested
    class Names extends NamesContract {
        Names() {
            super(KaskaAcceptance.this);
        }
    }

    @Nested
    class Sending extends SendContract {
        Sending() {
            super(KaskaAcceptance.this);
        }
    }

    @Nested
    class SendingLists extends SendListContract {
        SendingLists() {
            super(KaskaAcceptance.this);
        }
    }

    @Nested
    class SendingAsynchronously extends SendAsyncContract {
        SendingAsynchronously() {
            super(KaskaAcceptance.this);
        }
    }

    @Nested
    class Subscriptions extends SubscriptionContract {
        Subscriptions() {
            super(KaskaAcceptance.this);
        }
    }

    @Nested
    class Polling extends PollContract {
        Polling() {
            super(KaskaAcceptance.this);
        }
    }

    @Nested
    class Fairness extends FairnessContract {
        Fairness() {
            super(KaskaAcceptance.this);
        }
    }

    @Nested
    class LongPolls extends LongPollContract {
        LongPolls() {
            super(KaskaAcceptance.this);
        }
    }

    @Nested
    class DeletedTopics extends DeletedTopicContract {
        DeletedTopics() {
            super(KaskaAcceptance.this);
        }
    }

    @Nested
    class Messages extends MessageContract {
        Messages() {
            super(KaskaAcceptance.this);
        }
    }

    @Nested
    class KeysAndHeaders extends HeadersContract {
        KeysAndHeaders() {
            super(KaskaAcceptance.this);
        }
    }

    @Nested
    class Ranges extends RangeContract {
        Ranges() {
            super(KaskaAcceptance.this);
        }
    }

    @Nested
    class Retentions extends RetentionContract {
        Retentions() {
            super(KaskaAcceptance.this);
        }
    }

    @Nested
    class TrimmedTopics extends TrimmedTopicContract {
        TrimmedTopics() {
            super(KaskaAcceptance.this);
        }
    }

    @Nested
    class CommittedOffsets extends CommitContract {
        CommittedOffsets() {
            super(KaskaAcceptance.this);
        }
    }

    @Nested
    class Interrupts extends InterruptContract {
        Interrupts() {
            super(KaskaAcceptance.this);
        }
    }

    @Nested
    class Closing extends CloseContract {
        Closing() {
            super(KaskaAcceptance.this);
        }
    }

    @Nested
    class ManyUsers extends ConcurrencyContract {
        ManyUsers() {
            super(KaskaAcceptance.this);
        }
    }

    @Nested
    class Restarts extends RestartContract {
        Restarts() {
            super(KaskaAcceptance.this);
        }
    }
}
