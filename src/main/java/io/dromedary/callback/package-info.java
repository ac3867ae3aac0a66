/** How a callback comes in: the HTTP server, its limits and its answers. */
@NullMarked
package io.dromedary.callback;

import org.jspecify.annotations.NullMarked;
