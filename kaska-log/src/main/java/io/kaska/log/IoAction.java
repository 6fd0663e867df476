package io.kaska.log;

import java.io.IOException;

/**
 * Something done with files that fails or gives a result.
 *
 * @param <T> of the result, which is not null
 */
@FunctionalInterface
public interface IoAction<T> {
    T run() throws IOException;
}
