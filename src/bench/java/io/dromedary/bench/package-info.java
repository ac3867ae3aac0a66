/** How many durable accepts a second, beside a route as one would write it by hand. */
@NullMarked
package io.dromedary.bench;

import org.jspecify.annotations.NullMarked;
