package io.kaska.broker;

/** Is told how far something has come that goes through a folder of messages. Called by the thread that does it. */
public interface FolderProgress {
    /** For who does not want to know. */
    FolderProgress NONE = new FolderProgress() {
        @Override
        public void next(String topic) {}

        @Override
        public void add(long bytes) {}
    };

    /** The next topic is begun. */
    void next(String topic);

    /** So many more bytes were looked at or copied. */
    void add(long bytes);
}
