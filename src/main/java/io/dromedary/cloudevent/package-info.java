/**
 * Events as CloudEvents 1.0, for targets that ask for them (docs/cloudevents.md). In reading order:
 *
 * <ol>
 *   <li>{@link io.dromedary.cloudevent.ContentMode} says where the attributes stand,
 *   <li>{@link io.dromedary.cloudevent.CloudEventMessage} makes a CloudEvent of a message, with
 *       attributes from {@code EventAttributes}, the format of the CloudEvents project and headers
 *       by {@code HeaderWriter},
 *   <li>{@link io.dromedary.cloudevent.CloudEventTypes} offers the same as a step of a route.
 * </ol>
 */
@NullMarked
package io.dromedary.cloudevent;

import org.jspecify.annotations.NullMarked;
