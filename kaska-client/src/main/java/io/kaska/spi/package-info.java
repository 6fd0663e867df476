/** What stands between the client library and a broker, for those who bring another kind of broker. */
@NullMarked
package io.kaska.spi;

import org.jspecify.annotations.NullMarked;
