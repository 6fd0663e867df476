/** Tests of moving topics. */
@NullMarked
package io.kaska.cli.migrate;

import org.jspecify.annotations.NullMarked;
