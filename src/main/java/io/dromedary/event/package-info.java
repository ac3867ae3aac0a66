/**
 * What a callback is and what is read from it: the envelope, patterns, domains. Knows neither HTTP
 * nor a store; used by all.
 */
@NullMarked
package io.dromedary.event;

import org.jspecify.annotations.NullMarked;
