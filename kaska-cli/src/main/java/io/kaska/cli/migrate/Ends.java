package io.kaska.cli.migrate;

import io.kaska.Kaska;
import io.kaska.spi.MoveLink;

/**
 * The two brokers of a move. Their clients are subscribed to nothing between two steps.
 *
 * @param moves the target's
 */
record Ends(Kaska source, Kaska target, MoveLink moves) {}
