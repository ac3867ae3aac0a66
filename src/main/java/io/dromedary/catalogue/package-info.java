/**
 * Every event that the providers send, as data: what it means, when it is sent, what is in it. In
 * reading order:
 *
 * <ol>
 *   <li>{@link io.dromedary.catalogue.Catalogue} holds an {@link io.dromedary.catalogue.EventEntry}
 *       for each event type, and says by {@link io.dromedary.catalogue.Known} what it knows of one,
 *   <li>an entry has {@link io.dromedary.catalogue.EventField}s of its own, the {@link
 *       io.dromedary.catalogue.SourceEnvelope} that is around them, and an {@link
 *       io.dromedary.catalogue.EventSample},
 *   <li>{@link io.dromedary.catalogue.EventSchema} is the JSON Schema of an entry.
 * </ol>
 *
 * <p>The shipped entries are the YAML files beside this package; a user's own are read from a file
 * of the same form.
 */
@NullMarked
package io.dromedary.catalogue;

import org.jspecify.annotations.NullMarked;
