/**
 * What a callback is and what is read from it: the envelope, patterns, domains. Knows neither HTTP
 * nor a store; used by all. In reading order:
 *
 * <ol>
 *   <li>{@link io.dromedary.event.Callback} is what came in,
 *   <li>{@link io.dromedary.event.EnvelopeSpec} says where its values are, each at a {@link
 *       io.dromedary.event.Location},
 *   <li>{@link io.dromedary.event.EnvelopeReader} reads them into an {@link
 *       io.dromedary.event.Envelope}, with {@link io.dromedary.event.EventTimes} and {@link
 *       io.dromedary.event.Domains},
 *   <li>{@link io.dromedary.event.EventHeaders} carry it through the routes, which choose by {@link
 *       io.dromedary.event.EventPattern} in the language {@link io.dromedary.event.EventLanguage}.
 * </ol>
 */
@NullMarked
package io.dromedary.event;

import org.jspecify.annotations.NullMarked;
