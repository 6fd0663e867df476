@NullMarked
package io.kaska.cli.shell;

import org.jspecify.annotations.NullMarked;
