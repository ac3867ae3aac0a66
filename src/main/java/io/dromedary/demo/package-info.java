/** One event of each type, sent and followed to every target: what {@code demo} does. */
@NullMarked
package io.dromedary.demo;

import org.jspecify.annotations.NullMarked;
