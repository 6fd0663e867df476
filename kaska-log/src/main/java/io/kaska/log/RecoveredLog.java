package io.kaska.log;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found in the folder of a log.
 *
 * @param segments by number, in a row
 * @param active the one to append to; null if there is none that can be
 * @param changed those of which a checkpoint is due
 * @param looked how many bytes were looked through
 */
record RecoveredLog(
        LogIndex index,
        List<DataSegment> segments,
        @Nullable DataSegment active,
        List<DataSegment> changed,
        QueueState state,
        long looked) {}
