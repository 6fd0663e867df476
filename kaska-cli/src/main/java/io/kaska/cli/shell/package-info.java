/** The shell: lines into words, words into operations, results into text. */
@NullMarked
package io.kaska.cli.shell;

import org.jspecify.annotations.NullMarked;
