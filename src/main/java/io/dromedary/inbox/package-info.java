/** Where an event becomes durable before its 200, and from where it is routed. */
@NullMarked
package io.dromedary.inbox;

import org.jspecify.annotations.NullMarked;
