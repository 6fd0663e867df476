/** Moving topics from one broker to another, with their offsets. */
@NullMarked
package io.kaska.cli.migrate;

import org.jspecify.annotations.NullMarked;
