/**
 * Dromedary. The path of one event, in reading order:
 *
 * <ol>
 *   <li>{@link io.dromedary.callback} takes the HTTP request and bounds it,
 *   <li>{@link io.dromedary.signature} says who sent it,
 *   <li>{@link io.dromedary.inbox} keeps it durably, answers 200, and routes it,
 *   <li>{@link io.dromedary.delivery} brings it to each of its targets,
 * </ol>
 *
 * with {@link io.dromedary.store} under the last two and {@link io.dromedary.event} used by all.
 * {@link io.dromedary.cloudevent} wraps it for targets that ask for CloudEvents.
 */
@NullMarked
package io.dromedary;

import org.jspecify.annotations.NullMarked;
