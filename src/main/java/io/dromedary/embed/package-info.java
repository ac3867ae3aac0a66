/**
 * Puts the parts together in a CamelContext that is somebody else's: a store, meters, health
 * checks, and the interceptor that has to be there before the routes are built. It never makes that
 * CamelContext fail; what it cannot do it says, and callbacks are answered 503.
 */
@NullMarked
package io.dromedary.embed;

import org.jspecify.annotations.NullMarked;
