/** The interface of Kaska for applications. */
@NullMarked
package io.kaska;

import org.jspecify.annotations.NullMarked;
