/**
 * How a callback comes in: the HTTP server, its limits and its answers. In the order of a request:
 * {@link io.dromedary.callback.CallbackHttpServerFactory} makes the server that camel-main starts,
 * {@code CallbackVerticle} takes connections, {@link io.dromedary.callback.CallbackHttpServer}
 * decides what becomes of a request, {@code CallbackRequest} reads its body and writes its answer,
 * {@code CallbackConsumer} runs its route, {@code RouteAnswer} reads the answer that the route
 * left.
 */
@NullMarked
package io.dromedary.callback;

import org.jspecify.annotations.NullMarked;
