/** What single steps of the broker cost, without sockets and threads: by JMH, see {@code scripts/jmh.sh}. */
@NullMarked
package io.kaska.jmh;

import org.jspecify.annotations.NullMarked;
