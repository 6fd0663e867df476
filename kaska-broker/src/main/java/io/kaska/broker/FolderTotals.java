package io.kaska.broker;

import io.kaska.log.LogTotals;

/**
 * What a folder of messages holds.
 *
 * @param messages that can be read
 * @param bytes of the batches that hold them
 * @param deadBytes between them
 */
public record FolderTotals(long topics, long messages, long bytes, long deadBytes) {
    static final FolderTotals NOTHING = new FolderTotals(0, 0, 0, 0);

    FolderTotals plus(LogTotals topic) {
        return new FolderTotals(
                topics + 1, messages + topic.messages(), bytes + topic.bytes(), deadBytes + topic.deadBytes());
    }
}
